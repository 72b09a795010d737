"""JupyterLab on the learner's working copy: in this process, on this machine only, and quiet.

Nothing of the learner's own Jupyter is changed. Our defaults (no news, no update check, every
cell drawn at once) are in `labconfig` beside this file, below the user's own settings. The layout
of open tabs is kept with the working copy, so that other work's tabs do not appear in the course.
"""

import errno
import os
import secrets
import socket
from pathlib import Path

FIRST = "/lab/tree/notebooks/00_start_here.ipynb"
ADDRESS, PORT = "127.0.0.1", 8888


def open_lab(course: Path, *, browser: bool = True, port: int | None = None) -> None:
    """Serve `course` until Ctrl-C, and print the address of its first notebook.

    Without `port` the first free one from 8888 is taken. Raises OSError when the given one cannot
    be had.
    """
    if port is not None:
        claim(port)
    os.environ.update(surroundings(course))
    import zmq
    from jupyterlab.labapp import LabApp  # type: ignore[import-untyped]  # half a second: late

    token = secrets.token_hex(24)
    server = LabApp.initialize_server(
        argv=[
            f"--ServerApp.root_dir={course}",
            f"--ServerApp.ip={ADDRESS}",
            f"--ServerApp.port={port or PORT}",
            f"--ServerApp.port_retries={0 if port else 50}",
            f"--ServerApp.open_browser={browser}",
            "--ServerApp.allow_root=True",  # a container's user is root, and only loopback listens
            "--ServerApp.answer_yes=True",
            "--Application.log_level=ERROR",
            f"--KernelManager.transport_encryption={'auto' if zmq.has('curve') else 'disabled'}",
            f"--LabApp.default_url={FIRST}",
            f"--IdentityProvider.token={token}",  # not on a command line: nobody else can read it
        ]
    )
    address = f"{server.connection_url.rstrip('/')}{FIRST}?token={token}"
    server.io_loop.add_callback(print, f"The course is at {address}", flush=True)
    server.io_loop.add_callback(print, "Ctrl-C in this window ends it.", flush=True)
    server.start()


def claim(port: int) -> None:
    """Raise OSError, in words for the learner, when nobody can listen on the port now."""
    try:
        socket.create_server((ADDRESS, port)).close()
    except OSError as error:
        state = "in use" if error.errno == errno.EADDRINUSE else "not for this user"
        raise OSError(
            f"Port {port} is {state}. Choose another one with --port, or leave it out: "
            "then the next free one is taken."
        ) from error


def surroundings(course: Path) -> dict[str, str]:
    """The environment variables that JupyterLab and its kernels are started with."""
    ours = str(Path(__file__).parent)
    theirs = os.environ.get("JUPYTER_CONFIG_PATH")
    return {
        "JUPYTER_CONFIG_PATH": os.pathsep.join([ours, theirs] if theirs else [ours]),
        # The kernel is this Python, also where the user has one of the same name elsewhere.
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTERLAB_WORKSPACES_DIR": str(course / ".jupyterlab"),
    }
