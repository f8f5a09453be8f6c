"""Where the bytes of files are kept: the storage that the settings name."""

from pathlib import Path
from typing import IO

from django.core.files import File as Stored
from django.core.files.storage import default_storage

PREVIEW = ".preview"


def write(key: str, path: Path, preview: Path | None) -> None:
    """Keep the bytes at a path, and those of a smaller picture, if there is one."""
    for name, source in ((key, path), (key + PREVIEW, preview)):
        if source:
            with source.open("rb") as file:
                default_storage.save(name, Stored(file))


def read(key: str, *, preview: bool = False) -> IO[bytes]:
    """The bytes kept under a key.

    Raises:
        FileNotFoundError: there are none.
    """
    return default_storage.open(key + PREVIEW if preview else key, "rb")


def delete(key: str) -> None:
    """Keep nothing under a key. Done again, it does nothing."""
    for name in (key, key + PREVIEW):
        default_storage.delete(name)
