import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from signal import SIGTERM, Signals


def free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def running(
    command: list[str],
    *,
    port: int,
    stop: Signals = SIGTERM,
    seconds: float = 30,
    **options: object,
) -> Iterator[subprocess.Popen]:
    """The process of `command`, once it listens on `port`; ended with the signal `stop`."""
    process = subprocess.Popen(command, **options)
    try:
        wait_for_port(port, process, seconds)
        yield process
    finally:
        process.send_signal(stop)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_port(port: int, process: subprocess.Popen, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while process.poll() is None:
        with closing(socket.socket()) as client:
            if client.connect_ex(("127.0.0.1", port)) == 0:
                return
        if time.monotonic() > until:
            raise TimeoutError(f"{process.args} does not listen on {port} after {seconds} seconds")
        time.sleep(0.05)
    raise RuntimeError(f"{process.args} ended with code {process.returncode}")


def memory(pid: int) -> float:
    """KiB of memory that a process has in use."""
    (line,) = (
        line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if "VmRSS" in line
    )
    return float(line.split()[1])
