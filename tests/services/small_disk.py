"""A disk so small that it can be filled."""

import resource
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

MEGABYTE = 1_000_000


class SmallDisk:
    """A file system of its own in memory. To mount one takes root, and a container that allows it.

    Args:
        folder: where it is mounted.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        """Leave no room at all."""
        with self._filler.open("ab", buffering=0) as filler:
            for size in (MEGABYTE, 4096, 1):
                with suppress(OSError):
                    while True:
                        filler.write(b"x" * size)

    def make_room(self) -> None:
        self._filler.unlink()


@contextmanager
def small_disk(megabytes: int) -> Iterator[SmallDisk | None]:
    """A small disk, or None where this process may not mount one."""
    folder = Path(tempfile.mkdtemp(prefix="collab-small-disk-"))
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, capture_output=True).returncode == 0
        try:
            yield SmallDisk(folder) if mounted else None
        finally:
            if mounted:
                subprocess.run(["umount", "--lazy", str(folder)], check=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class SizeLimit:
    """A limit on how large a file a process may write, in the place of a small disk: it takes no
    rights, and the process meets it as a failing write likewise.

    Args:
        folder: in which the process writes.
        process: its number.
    """

    def __init__(self, folder: Path, process: int) -> None:
        self._folder, self._process = folder, process

    def fill(self) -> None:
        """Let no file grow any more."""
        sizes = [path.stat().st_size for path in self._folder.rglob("*") if path.is_file()]
        self._limit(max(sizes, default=0))

    def make_room(self) -> None:
        self._limit(resource.RLIM_INFINITY)

    def _limit(self, size: int) -> None:
        resource.prlimit(self._process, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
