"""What Kafka's client says when something is wrong, in Python's words."""

from confluent_kafka import KafkaError, KafkaException

from eventlab.log import Fenced

START_ONE = "start one with `docker compose up kafka`, or set EVENTLAB_KAFKA to one that runs"

_FENCED = {
    KafkaError.FENCED_MEMBER_EPOCH,
    KafkaError.STALE_MEMBER_EPOCH,
    KafkaError.UNKNOWN_MEMBER_ID,
    KafkaError.ILLEGAL_GENERATION,
    KafkaError.REBALANCE_IN_PROGRESS,
    KafkaError._MAX_POLL_EXCEEDED,
    KafkaError._ASSIGNMENT_LOST,
}
REFUSED = {
    KafkaError._AUTHENTICATION,
    KafkaError.SASL_AUTHENTICATION_FAILED,
    KafkaError.TOPIC_AUTHORIZATION_FAILED,
    KafkaError.GROUP_AUTHORIZATION_FAILED,
    KafkaError.CLUSTER_AUTHORIZATION_FAILED,
}
_NO_TOPIC = {
    KafkaError._UNKNOWN_TOPIC,
    KafkaError._UNKNOWN_PARTITION,
    KafkaError.UNKNOWN_TOPIC_OR_PART,
}
_NO_SENSE = {KafkaError._INVALID_ARG, KafkaError.TOPIC_EXCEPTION}  # a setting, a topic's name
_NO_ANSWER = {
    KafkaError._TRANSPORT,
    KafkaError._ALL_BROKERS_DOWN,
    KafkaError._TIMED_OUT,
    KafkaError._MSG_TIMED_OUT,
    KafkaError._RESOLVE,
    KafkaError._NOENT,  # no broker leads the partition
    KafkaError.LEADER_NOT_AVAILABLE,
    KafkaError.NOT_LEADER_FOR_PARTITION,
    KafkaError.REQUEST_TIMED_OUT,
    KafkaError.COORDINATOR_NOT_AVAILABLE,
    KafkaError.NOT_COORDINATOR,
    KafkaError.COORDINATOR_LOAD_IN_PROGRESS,
}


def translated(failed: KafkaException, where: str, patience: float) -> Exception:
    """Return what the client raises as the error that the protocol promises."""
    error: KafkaError = failed.args[0]
    code, said = error.code(), error.str()
    if code in _FENCED:
        return Fenced(f"this member is no longer in its group: join again ({said})")
    if code in REFUSED:
        return PermissionError(f"Kafka at {where} refuses: {said}")
    if code in _NO_ANSWER:
        return ConnectionError(
            f"no Kafka did it at {where} (waited for {patience:g} s; {said}): {START_ONE}"
        )
    if code in _NO_TOPIC:
        return LookupError(f"Kafka at {where} has no such topic: {said}")
    if code in _NO_SENSE:
        return ValueError(f"Kafka's client refuses: {said.strip()}")
    if code == KafkaError.MSG_SIZE_TOO_LARGE:
        return ValueError(f"the event is larger than Kafka takes: {said}")
    return RuntimeError(f"Kafka at {where}: {said}")
