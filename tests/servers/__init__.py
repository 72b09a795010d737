"""Real brokers for tests: started on loopback with free ports and a folder of their own, and ended.

`RabbitMQ` runs Debian's package, `Kafka` its jars in KRaft mode:

    apt-get install rabbitmq-server
    mvn -f tests/servers/pom.xml dependency:copy-dependencies

A server is killed, paused and restarted by its process id; nothing is left running.
"""

import contextlib
import random
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import psutil

UP_WITHIN = 120  # seconds; 7 to 10 on an idle machine


class Missing(Exception):
    """The server cannot be started here; the message says what to install."""


def free_port() -> int:
    """Return a port of loopback that nobody listens at now.

    It lies below those that systems give to clients: one of these, trying to reach a server that is
    down at such a port, would sooner or later be given that very port, and reach itself.
    """
    while True:
        port = random.SystemRandom().randrange(10_000, 30_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def answers(port: int) -> bool:
    """Whether somebody listens at the port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Server:
    """A process with a folder. As a context it is up inside, and gone with its folder after."""

    def __init__(self) -> None:
        self.port = free_port()
        self._folder = tempfile.TemporaryDirectory(prefix="eventlab-broker-")
        self.folder = Path(self._folder.name)
        self.process: subprocess.Popen[bytes] | None = None

    def command(self) -> tuple[list[str], dict[str, str]]:
        """Return the command that runs the server in the foreground, and its environment."""
        raise NotImplementedError

    def ready(self) -> bool:
        """Whether clients are served."""
        return answers(self.port)

    def start(self) -> None:
        """Start the server on the data that it has, and wait until it serves clients."""
        command, environment = self.command()
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=environment, cwd=self.folder, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log,
            )  # fmt: skip
        until = time.monotonic() + UP_WITHIN
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > until:
                self.kill()
                raise RuntimeError(f"{type(self).__name__} did not start:\n{self.log()}")
            time.sleep(0.1)

    def log(self) -> str:
        """Return the end of what the server wrote."""
        return (self.folder / "log").read_text(errors="replace")[-3000:]

    def _processes(self) -> list[psutil.Process]:
        if self.process is None or self.process.poll() is not None:
            return []
        mother = psutil.Process(self.process.pid)
        return [*mother.children(recursive=True), mother]

    def kill(self) -> None:
        """End the server at once, as `kill -9` and a lost machine do."""
        gone = self._processes()
        for process in gone:
            process.kill()
        psutil.wait_procs(gone, timeout=30)
        if self.process is not None:
            self.process.wait(30)
            self.process = None

    def restart(self) -> None:
        """Kill the server, then start it on the same port and data."""
        self.kill()
        self.start()

    def pause(self) -> None:
        """Stop the server where it is: for a client the network is cut, and nothing is refused."""
        for process in self._processes():
            process.suspend()

    def resume(self) -> None:
        """Let a paused server go on."""
        for process in self._processes():
            process.resume()

    def __enter__(self):
        """Start the server."""
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        """End the server, and take its folder away."""
        self.kill()
        self._folder.cleanup()
