"""The demo story as it stands in ``content``: tables, people and spaces, documents, threads."""

import csv
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).parent / "content"
HEAD = re.compile(r"\+\+\+\n(.*?)\+\+\+\n", re.DOTALL)
MESSAGE = re.compile(r"^@([a-z.]+) (.+)$", re.MULTILINE)
ATTACHED = re.compile(r"^&(\S+) ?(.*)\n?", re.MULTILINE)


@dataclass(frozen=True)
class Document:
    """A Markdown file with a head: ``key`` and ``number`` come from its name, "key.number.md"."""

    key: str
    number: int
    head: dict[str, Any]
    body: str


@dataclass(frozen=True)
class Message:
    """What somebody says; ``files`` are the paths of what they attach, each with what it shows."""

    by: str
    at: str
    body: str
    files: tuple[tuple[Path, str], ...] = ()


@dataclass(frozen=True)
class Thread:
    key: str
    head: dict[str, Any]
    messages: list[Message]


def table(name: str) -> list[dict[str, str]]:
    """The rows of a table, such as "organisations"."""
    with (CONTENT / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def records(name: str) -> dict[str, list[dict[str, Any]]]:
    """What a TOML file says, such as "people"."""
    return tomllib.loads((CONTENT / f"{name}.toml").read_text(encoding="utf-8"))


def documents() -> Iterator[Document]:
    """Each version of each intervention, the first version first."""
    for path in sorted(CONTENT.glob("interventions/*.md")):
        key, number = path.stem.rsplit(".", 1)
        head, body = _parted(path)
        yield Document(key, int(number), head, body)


def threads() -> Iterator[Thread]:
    """Each discussion. A line "@who when" begins a message, and a line "&name what it shows"
    attaches a file to it."""
    for path in sorted(CONTENT.glob("threads/*.md")):
        head, text = _parted(path)
        parts = MESSAGE.split(text)[1:]
        messages = [
            Message(by, at, ATTACHED.sub("", body).strip(), _files(body))
            for by, at, body in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
        ]
        yield Thread(path.stem, head, messages)


def _files(body: str) -> tuple[tuple[Path, str], ...]:
    return tuple((CONTENT / "files" / name, shows) for name, shows in ATTACHED.findall(body))


def _parted(path: Path) -> tuple[dict[str, Any], str]:
    text = path.read_text(encoding="utf-8")
    head = HEAD.match(text)
    if head is None:
        raise ValueError(f"{path.name} has no head between two lines of +++")
    return tomllib.loads(head[1]), text[head.end() :].strip()
