"""The brokers that the tests start: they are up, survive being killed, and leave nothing behind."""

import psutil
import pytest
from servers import answers


@pytest.mark.parametrize("name", ["rabbitmq", "kafka"])
def test_a_server_is_killed_started_again_and_gone_in_the_end(name, request):
    server = request.getfixturevalue(name)
    assert answers(server.port)
    before = {process.pid for process in server._processes()}

    server.kill()
    assert not answers(server.port)
    assert not any(map(psutil.pid_exists, before))
    assert server.folder.is_dir()

    server.start()
    assert answers(server.port)
    heard = [c.laddr for p in server._processes() for c in p.net_connections() if not c.raddr]
    assert server.port in {address.port for address in heard}
    assert {address.ip.removeprefix("::ffff:") for address in heard} == {"127.0.0.1"}
