"""Limits that the operating system keeps, where it has such."""

import contextlib


def limit(memory: int, processor_seconds: int) -> None:
    """Limit this process, and those that it will start, each by itself.

    Windows has no such limits; there and everywhere, the process that started this one watches.

    Args:
        memory: bytes of data that a process may have, and bytes of a file that it may write.
        processor_seconds: of computing, should nobody be left to watch.
    """
    try:
        import resource
    except ImportError:
        return
    limits = {
        resource.RLIMIT_DATA: memory,
        resource.RLIMIT_CPU: processor_seconds,
        resource.RLIMIT_FSIZE: memory,
        resource.RLIMIT_CORE: 0,
    }
    for limit, most in limits.items():
        with contextlib.suppress(ValueError, OSError):  # lower already, or not on this system
            resource.setrlimit(limit, (most, resource.getrlimit(limit)[1]))
