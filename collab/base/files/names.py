"""The name under which a file is shown. It is never a path, and never where the file is kept."""

import unicodedata

from .inside.refusing import Refused
from .kinds import KINDS, Kind

LONGEST = 100
EXTENSIONS = {extension for kind in KINDS.values() for extension in kind.extensions}


def readable(sent: str) -> str:
    """What is left of a name without folders, and without characters that nobody sees or that turn
    the direction of reading."""
    name = unicodedata.normalize("NFC", sent).replace("\\", "/").rpartition("/")[2]
    seen = "".join(each for each in name if not unicodedata.category(each).startswith("C"))
    return " ".join(seen.split())


def extension(name: str) -> str:
    return name.rpartition(".")[2].strip().lower() if "." in name else ""


def fitting(name: str, kind: Kind) -> str:
    """The name with an extension of its kind, in at most 100 characters.

    Raises:
        Refused: it has an extension of a kind that is taken, and another one behind it.
    """
    stem, _dot, last = name.rpartition(".")
    if extension(name) not in kind.extensions or (kind.name == "gif" and extension(name) == "gif"):
        before = [part.strip().lower() for part in stem.split(".")[1:]]
        if extension(name) != "gif" and EXTENSIONS.intersection(before):
            raise Refused("two_extensions")
        last = kind.extensions[0]
    stem = (stem or ("" if name.startswith(".") else name)).strip(" .") or "file"
    return f"{stem[: LONGEST - len(last) - 1]}.{last}"
