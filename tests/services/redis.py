import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from signal import SIGTERM, Signals

from tests.services.process import free_port, running


@contextmanager
def redis(port: int | None = None, stop: Signals = SIGTERM) -> Iterator[str]:
    """A Redis of our own that writes nothing to disk; yields its address.

    Args:
        port: any free one where not given.
        stop: the signal that ends it.
    """
    port = port or free_port()
    program = shutil.which("redis-server")
    if not program:
        raise FileNotFoundError("redis-server is missing: sudo apt install redis-server")
    options = {"bind": "127.0.0.1", "port": str(port), "save": "", "appendonly": "no"}
    with tempfile.TemporaryDirectory(prefix="collab-redis-") as folder:
        command = [program, "--dir", folder]
        for name, value in options.items():
            command += [f"--{name}", value]
        with running(command, port=port, stop=stop, stdout=subprocess.DEVNULL):
            yield f"redis://127.0.0.1:{port}/0"
