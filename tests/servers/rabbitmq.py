"""RabbitMQ, from Debian's package."""

import os
import shutil
import subprocess
from pathlib import Path

from servers import Missing, Server, answers, free_port

HINT = "no RabbitMQ: install it (on Debian: apt-get install rabbitmq-server)"


class RabbitMQ(Server):
    """One node. `url` is where clients connect."""

    def __init__(self) -> None:
        found = sorted(Path("/usr/lib/rabbitmq/lib").glob("rabbitmq_server-*/sbin/rabbitmq-server"))
        if not found or shutil.which("epmd") is None:
            raise Missing(HINT)
        self._program = found[-1]
        super().__init__()
        self._names = free_port()  # of epmd, which tells Erlang's nodes each other's ports
        self._node = free_port()
        self._epmd: subprocess.Popen[bytes] | None = None
        (self.folder / "rabbitmq.conf").write_text(
            "loopback_users.guest = true\n"
            "total_memory_available_override_value = 2GB\n"
            "disk_free_limit.absolute = 50MB\n"
        )
        (self.folder / "plugins").write_text("[].\n")
        (self.folder / "home").mkdir()

    @property
    def url(self) -> str:
        """The address for clients, with the account that only loopback may use."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}/%2F"

    def queues(self) -> set[str]:
        """Return the names of all queues."""
        tool, (_, environment) = self._program.with_name("rabbitmqctl"), self.command()
        told = subprocess.run(
            [tool, "list_queues", "--quiet", "--no-table-headers", "name"],
            env=environment, check=True, capture_output=True, text=True,
        )  # fmt: skip
        return set(told.stdout.split())

    def command(self) -> tuple[list[str], dict[str, str]]:
        """Say how the node is started, and see that Erlang's name server runs."""
        environment = {
            **os.environ,
            "HOME": str(self.folder / "home"),  # Erlang keeps a cookie there
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(self._names),
            "RABBITMQ_NODENAME": f"eventlab{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(self._node),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "logs"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_CONFIG_FILE": str(self.folder / "rabbitmq"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
        }
        if self._epmd is None:  # started here, or the node would start one that outlives it
            self._epmd = subprocess.Popen(["epmd"], env=environment, stdin=subprocess.DEVNULL)
            while not answers(self._names):
                if self._epmd.poll() is not None:
                    raise RuntimeError("epmd did not start")
        return [str(self._program)], environment

    def __exit__(self, *exception: object) -> None:
        """End the node, its name server and its folder."""
        self.kill()
        if self._epmd is not None:
            self._epmd.kill()
            self._epmd.wait()
        super().__exit__()
