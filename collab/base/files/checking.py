"""Is this a file that we take? Everything that is asked of it before any of it is kept."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from collab.base.security.confirming import digest
from collab.base.security.screening import SAYS, screen

from .inside.refusing import Refused
from .kinds import KINDS, LARGEST, Kind, recognised
from .names import extension, fitting, readable
from .viruses import must_have_no_virus
from .words import WHY

SECONDS = 30
TOLD = ("PATH", "LANG")
"""What the child process gets of our environment."""
LOOKED_AT_BY = {"pdf": "pdf", "package": "office", "txt": "texts", "csv": "texts"}


class FileRefused(ValueError):
    """A file is not taken.

    Args:
        name: as it may be shown.
        why: a key of ``WHY``.
    """

    def __init__(self, name: str, why: str) -> None:
        self.name, self.why = name, why
        super().__init__(f"{name}: {WHY[why]}" if name else str(WHY[why]))


class MayIdentify(ValueError):
    """Something in a file, or in its name, could identify a patient.

    Args:
        says: what, in words.
        said: a digest of the file, to be stated of that it identifies nobody.
    """

    def __init__(self, says: str, said: str) -> None:
        super().__init__(says)
        self.says, self.said = says, said


@dataclass(frozen=True)
class Checked:
    """A file that is taken: where it lies for now, and what is known of it."""

    path: Path
    preview: Path | None
    name: str
    kind: Kind
    size: int
    width: int | None
    height: int | None
    sha256: str
    sent_sha256: str


@contextmanager
def checked(upload: UploadedFile, *, stated: Any = lambda said: False) -> Iterator[Checked]:
    """Look at a file that somebody sent. What is given is gone at the end of the block.

    Args:
        upload: as it came; its name and type are claims.
        stated: asked whether its sender has stated of a digest that it identifies nobody.

    Raises:
        FileRefused: it is not taken.
        MayIdentify: it may be, once its sender has stated that it identifies nobody.
    """
    name = readable(upload.name or "")
    try:
        kind = _told_by_its_bytes(upload, name)
        must_have_no_virus(upload)
        with TemporaryDirectory(prefix="collab-file-") as folder:
            source, target = Path(folder) / "source", Path(folder) / "target"
            before = _write(upload, source)
            seen = look_inside(LOOKED_AT_BY.get(kind, "images"), kind, source, target)
            taken = KINDS[seen["kind"]]
            name = fitting(name, taken)
            if says := _identifying(name, seen):
                said = digest("file", {"name": name, "sha256": before})
                if not stated(said):
                    raise MayIdentify(says, said)
            kept = target if taken.picture else source
            preview = target.with_suffix(".preview")
            yield Checked(
                path=kept,
                preview=preview if preview.exists() else None,
                name=name,
                kind=taken,
                size=kept.stat().st_size,
                width=seen.get("width"),
                height=seen.get("height"),
                sha256=hashlib.sha256(kept.read_bytes()).hexdigest(),
                sent_sha256=before,
            )
    except Refused as refused:
        raise FileRefused(name, refused.why) from refused


def _told_by_its_bytes(upload: UploadedFile, name: str) -> str:
    size = upload.size or 0
    if not size:
        raise Refused("empty")
    upload.seek(0)
    kind = recognised(upload.read(16))
    upload.seek(0)
    if not kind:  # of a text nothing but its name can tell
        kind = extension(name) if extension(name) in ("txt", "csv") else ""
    if not kind:
        raise Refused("kind")
    if kind in KINDS and KINDS[kind].picture and size > KINDS[kind].largest:
        raise Refused("picture_size")
    if size > LARGEST:
        raise Refused("size")
    return kind


def _write(upload: UploadedFile, path: Path) -> str:
    upload.seek(0)
    seen = hashlib.sha256()
    with path.open("wb") as file:
        for piece in upload.chunks():
            seen.update(piece)
            file.write(piece)
    return seen.hexdigest()


def look_inside(module: str, kind: str, source: Path, target: Path) -> dict[str, Any]:
    """What a child process says, which may die or be ended without harm to this one. It reads
    hostile bytes, so it is told no secret of ours.

    Raises:
        Refused: it is not taken.
    """
    named = f"collab.base.files.inside.{module}"
    command = [sys.executable, "-m", named, kind, str(source), str(target)]
    try:
        child = subprocess.run(  # noqa: S603 our own module, on paths that we made
            command,
            cwd=settings.BASE_DIR,
            env={name: os.environ[name] for name in TOLD if name in os.environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a file can have a library warn without end
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("too_long") from error
    if child.returncode:
        raise Refused(
            "broken_picture" if KINDS.get(kind, KINDS["pdf"]).picture else "broken_document"
        )
    seen: dict[str, Any] = json.loads(child.stdout)
    if "refused" in seen:
        raise Refused(seen["refused"])
    return seen


def _identifying(name: str, seen: dict[str, Any]) -> str:
    """What in a name and its file looks like what, each kind and each text once."""
    spaced = _spaced(name)
    in_name = [(spaced[each.start : each.end], each.kind) for each in screen(spaced)]
    found: dict[str, dict[str, None]] = {}
    for text, kind in [*in_name, *seen.get("found", ())]:
        found.setdefault(kind, {})[f"“{text}”"] = None
    if not found:
        return ""
    kinds = ", ".join(f"{SAYS[kind]} ({', '.join(texts)})" for kind, texts in found.items())
    return _("“%(name)s” holds what looks like %(kinds)s.") % {"name": name, "kinds": kinds}


def _spaced(name: str) -> str:
    """A name as its words, of the same length."""
    stem, dot, last = name.rpartition(".")
    return stem.replace("_", " ").replace(".", " ") + dot + last
