"""Whom to invite, as people write it down: a line each, with a comma, semicolon or tab between."""

import csv
import re
from collections.abc import Sequence
from typing import NamedTuple

from networks.models import Affiliation

SEPARATORS = "\t;,"
HEADS = {
    "to": {"email", "e-mail", "email address", "e-mail address", "mail", "work email"},
    "name": {"name", "full name", "person", "contact", "contact name"},
    "first": {"first name", "given name", "forename"},
    "last": {"last name", "surname", "family name"},
    "code": {"ods", "ods code", "organisation code", "org code", "code"},
    "organisation": {
        *("organisation", "organization", "organisation name", "organization name", "org"),
        *("trust", "practice", "care home", "employer", "works at"),
    },
    "role": {"role", "as", "role in organisation", "invite as"},
}
"""How people call a column, in small letters."""
NAMED = ("Email", "Name", "Organisation", "Role")
"""How we call them, in the order of a line."""
ROLES = {
    **{str(label).lower(): value for value, label in Affiliation.Kind.choices},
    **{value.replace("_", " "): value for value, _label in Affiliation.Kind.choices},
    "patient safety lead": "safety_lead",
    "exec sponsor": "sponsor",
    "admin": "administrator",
    "staff": "member",
}
MAIL_OF = re.compile(r'^\s*"?(?P<name>[^"<>@]*?)"?\s*<(?P<to>[^<>]*)>\s*[;,\t]?(?P<rest>.*)$')
"""“Ben Hughes <ben.hughes@kingsholm.example>”, as mail programs write it."""


class Line(NamedTuple):
    """What one line says, each cell as it was written."""

    n: int
    to: str = ""
    name: str = ""
    organisation: str = ""
    role: str = ""


def read(text: str) -> list[Line]:
    """The lines of a text that say something. If the first names the columns, it is no line."""
    lines = [
        (n, line)
        for n, line in enumerate(re.split(r"\r\n|\r|\n", text), 1)
        if line.strip(f"{SEPARATORS} ")
    ]
    if not lines:
        return []
    heads = columns(_cells(lines[0][1], separator_of(lines[0][1])))
    if not heads:
        return [_by_what_it_is(n, line) for n, line in lines]
    separator = separator_of(lines[0][1])
    return [_by_column(n, _cells(line, separator), heads) for n, line in lines[1:]]


def columns(cells: Sequence[str]) -> list[str]:
    """What each column holds, if these cells name them: "to", "name"…, or "" for no matter."""
    named = [
        next((what for what, heads in HEADS.items() if cell.lower().strip(" :*") in heads), "")
        for cell in cells
    ]
    return named if "to" in named else []


def as_text(rows: Sequence[Sequence[str]]) -> str:
    """Rows of a table as lines that ``read`` understands. Columns that do not matter are left
    out, and with them whatever else the table tells of somebody. What the table calls its columns
    the first line says too: a name such as "Admin" would be taken for a role else."""
    if rows and (heads := columns([_clean(cell) for cell in rows[0]])):
        lines = [_by_column(n, [_clean(cell) for cell in row], heads) for n, row in enumerate(rows)]
        rows = [NAMED, *(line[1:] for line in lines[1:])]
    return "\n".join(_as_line(row) for row in rows)


def separator_of(line: str) -> str:
    """A tab where there is one; else what stands there more often."""
    return "\t" if "\t" in line else max(",;", key=line.count)


def _as_line(row: Sequence[str]) -> str:
    cells = [_clean(cell) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return ", ".join(
        '"{}"'.format(each.replace('"', '""')) if re.search('[,;"\t]', each) else each
        for each in cells
    )


def _cells(line: str, separator: str) -> list[str]:
    try:
        found = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    except csv.Error:  # a cell longer than any that could be meant
        found = [line]
    return [_clean(cell) for cell in found]


def _clean(cell: str) -> str:
    """On one line, without what nobody sees."""
    words = " ".join(cell.split())
    return "".join(character for character in words if character.isprintable())


def _by_column(n: int, cells: Sequence[str], heads: Sequence[str]) -> Line:
    said: dict[str, str] = {}
    for head, cell in zip(heads, cells, strict=False):
        if head and cell and head not in said:
            said[head] = cell
    name = said.get("name") or " ".join(filter(None, (said.get("first"), said.get("last"))))
    to = said.get("to", "")
    if found := MAIL_OF.match(to):
        to, name = found["to"], name or found["name"]
    return Line(n, to, name, said.get("code") or said.get("organisation", ""), said.get("role", ""))


def _by_what_it_is(n: int, line: str) -> Line:
    """Without names of columns: the address is what has an “@”, a role is one by its words, and
    what is left is a name, then an organisation."""
    if found := MAIL_OF.match(line):
        cells = [found["to"], found["name"], *_cells(found["rest"], separator_of(found["rest"]))]
    else:
        cells = _cells(line, separator_of(line))
    if found := next(filter(None, map(MAIL_OF.match, cells)), None):
        place = cells.index(found.string)
        cells[place : place + 1] = [found["to"], found["name"]]
    to = next((cell for cell in cells if "@" in cell), cells[0] if cells else "")
    others = [cell for place, cell in enumerate(cells) if place != cells.index(to)]
    role = next((cell for cell in reversed(others) if cell.lower() in ROLES), "")
    if role:
        others.remove(role)
    name, organisation, *more = [*others, "", ""]
    if not role and any(more):
        role = next(filter(None, more))
    return Line(n, to, name, organisation, role)
