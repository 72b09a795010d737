"""Kafka, from its jars, as broker and controller in one process (KRaft mode)."""

import base64
import os
import shutil
import subprocess
from pathlib import Path

from confluent_kafka.admin import AdminClient

from servers import Missing, Server, free_port

JARS = Path(__file__).with_name("kafka")
# 16 bytes in base64. A random id may begin with "-", which the tool takes for an option.
CLUSTER = base64.urlsafe_b64encode(b"eventlab's tests").rstrip(b"=").decode()
HINT = (
    "no Kafka: install Java 17 and Maven, then fetch its jars with "
    "`mvn -f tests/servers/pom.xml dependency:copy-dependencies`"
)


class Kafka(Server):
    """One broker. `servers` is where clients connect; at `guarded` it asks who they are."""

    USER, PASSWORD = "ann", "right"
    is_mock = False

    def __init__(self) -> None:
        java = shutil.which("java")
        if java is None or not any(JARS.glob("kafka_*.jar")):
            raise Missing(HINT)
        super().__init__()
        self._java = [java, "-Xmx512m", "-XX:+UseSerialGC", "-cp", str(JARS / "*")]
        controller, self._guarded = free_port(), free_port()
        here = "127.0.0.1"
        listeners = f"PLAINTEXT://{here}:{self.port},GUARDED://{here}:{self._guarded}"
        self._settings = self.folder / "server.properties"
        settings = {
            "process.roles": "broker,controller",
            "node.id": "1",
            "controller.quorum.voters": f"1@{here}:{controller}",
            "listeners": f"{listeners},CONTROLLER://{here}:{controller}",
            "advertised.listeners": listeners,
            "controller.listener.names": "CONTROLLER",
            "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,"
            "GUARDED:SASL_PLAINTEXT",
            "sasl.enabled.mechanisms": "PLAIN",
            "listener.name.guarded.plain.sasl.jaas.config": "org.apache.kafka.common.security."
            f'plain.PlainLoginModule required user_{self.USER}="{self.PASSWORD}";',
            "log.dirs": (self.folder / "data").as_posix(),
            "auto.create.topics.enable": "false",
            # One broker is all there is: what Kafka keeps for itself has one copy too.
            "offsets.topic.replication.factor": "1",
            "offsets.topic.num.partitions": "1",
            "transaction.state.log.replication.factor": "1",
            "transaction.state.log.min.isr": "1",
            "transaction.state.log.num.partitions": "1",
            "share.coordinator.state.topic.replication.factor": "1",
            "share.coordinator.state.topic.min.isr": "1",
            # A member that died is missed soon.
            "group.consumer.min.session.timeout.ms": "1000",
            "group.consumer.session.timeout.ms": "3000",
            "group.consumer.min.heartbeat.interval.ms": "200",
            "group.consumer.heartbeat.interval.ms": "500",
        }
        self._settings.write_text("".join(f"{key}={value}\n" for key, value in settings.items()))
        # What it says when it fails is let through: the exit code alone explains nothing.
        subprocess.run(
            [*self._java, "kafka.tools.StorageTool", "format", "-t", CLUSTER, "-c", self._settings],
            check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    @property
    def servers(self) -> str:
        """The address for clients."""
        return f"127.0.0.1:{self.port}"

    @property
    def guarded(self) -> str:
        """The address for clients that say who they are."""
        return f"127.0.0.1:{self._guarded}"

    def topics(self) -> set[str]:
        """Return the names of all topics but Kafka's own."""
        found = AdminClient({"bootstrap.servers": self.servers}).list_topics(timeout=10).topics
        return {name for name in found if not name.startswith("__")}

    def command(self) -> tuple[list[str], dict[str, str]]:
        """Say how the broker is started."""
        return [*self._java, "kafka.Kafka", str(self._settings)], dict(os.environ)
