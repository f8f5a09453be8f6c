"""The two layouts that are read: organisations, in 27 columns, and their successions, in five.

Neither has a head. Columns that are not named here are empty in the files, or of no use to us.
"""

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from collab.base.ui.sheets import FORMULA
from networks.postcodes import as_postcode

COLUMNS, SUCCESSION_COLUMNS = 27, 5
CODE = re.compile(r"[A-Z0-9]{3,10}")
PRACTICE = "4"
"""The prescribing setting of a general practice; others prescribe too, such as a hospice."""
LONGEST_NAME, LONGEST_LINE = 200, 200


class Ods(NamedTuple):
    """One organisation as a line of a file has it."""

    line: int
    code: str
    name: str
    geography: str
    town: str
    postcode: str
    opened_on: date | None
    closed_on: date | None
    is_closed: bool
    prescribes: str
    """The prescribing setting; "" in files of other organisations than practices."""


class Succeeded(NamedTuple):
    """One organisation took over from another, as a line of a file has it."""

    line: int
    code: str
    successor: str
    on: date | None


class Refused(NamedTuple):
    """A line that is not taken, and what to change about it."""

    line: int
    says: str


class NotRead(ValueError):
    """A whole file cannot be read; the words say why and what to do."""


Line = Ods | Succeeded | Refused


def lines_of(path: Path) -> Iterator[Line]:
    """Each line of a file as it is read, one after the other; a code that comes again is refused.

    Raises:
        NotRead: it is no file of either layout.
    """
    seen: set[str] = set()
    make: Callable[[int, list[str]], Line] | None = None
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            for number, cells in _rows(file):
                if make is None:
                    make = _layout(cells)
                line = make(number, cells)
                if isinstance(line, Ods):
                    if line.code in seen:
                        says = _("The code %(code)s stands in an earlier line too. Keep one.")
                        line = Refused(number, says % {"code": line.code})
                    else:
                        seen.add(line.code)
                yield line
    except OSError as error:
        raise NotRead(_("There is no file to read: %(path)s.") % {"path": path}) from error


def _rows(file: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
    """The cells of each line that says something, with its number. A record is one line, so that a
    quotation mark that is never closed spoils no other."""
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            cells = next(csv.reader([line], strict=True))
        except csv.Error:
            cells = []
        yield number, cells


def _layout(cells: list[str]) -> Callable[[int, list[str]], Line]:
    match len(cells):
        case 27:
            return _organisation
        case 5:
            return _succession
    raise NotRead(
        _(
            "Line 1 has %(count)d columns. A file of organisations has %(many)d, and one of "
            "successions %(few)d, with no head."
        )
        % {"count": len(cells), "many": COLUMNS, "few": SUCCESSION_COLUMNS}
    )


def _organisation(number: int, cells: list[str]) -> Ods | Refused:
    try:
        _check(cells, COLUMNS)
        code, name = _code(cells[0]), _name(cells[1])
        postcode = _postcode(cells[9])
        address = [cell.strip() for cell in cells[4:9] if cell.strip()]
        opened_on, closed_on = _day(cells[10]), _day(cells[11])
    except _Wrong as wrong:
        return Refused(number, str(wrong))
    return Ods(
        line=number,
        code=code,
        name=name,
        geography=cells[3].strip().upper(),
        town=_town(address),
        postcode=postcode,
        opened_on=opened_on,
        closed_on=closed_on,
        is_closed=cells[12].strip().upper() == "C" or closed_on is not None,
        prescribes=cells[25].strip(),
    )


def _succession(number: int, cells: list[str]) -> Succeeded | Refused:
    try:
        _check(cells, SUCCESSION_COLUMNS)
        code, successor, on = _code(cells[0]), _code(cells[1]), _day(cells[3])
    except _Wrong as wrong:
        return Refused(number, str(wrong))
    if code == successor:
        return Refused(number, _("An organisation does not succeed itself."))
    return Succeeded(number, code, successor, on)


class _Wrong(ValueError):
    """What is wrong with a line, and what to change."""


def _check(cells: list[str], columns: int) -> None:
    if not cells:
        raise _Wrong(_("A quotation mark in it is not closed. Close it, or take it out."))
    if len(cells) != columns:
        says = _("It has %(count)d columns, not %(columns)d.")
        raise _Wrong(says % {"count": len(cells), "columns": columns})
    for cell in cells:
        if not cell.isprintable():
            raise _Wrong(_("It has a character that is no text. Save the file as UTF-8."))
        if len(cell) > LONGEST_LINE:
            says = _("A column has more than %(most)d characters.")
            raise _Wrong(says % {"most": LONGEST_LINE})


def _code(cell: str) -> str:
    code = cell.strip().upper()
    if not CODE.fullmatch(code):
        says = _("“%(cell)s” is no ODS code, which has 3 to 10 letters and digits.")
        raise _Wrong(says % {"cell": cell.strip()})
    return code


def _name(cell: str) -> str:
    name = " ".join(cell.split())
    if not name:
        raise _Wrong(_("It has no name. Enter the organisation’s name."))
    if FORMULA.match(name):
        says = _("“%(name)s” begins a formula. Enter the organisation’s name.")
        raise _Wrong(says % {"name": name})
    return in_words(name)


def _postcode(cell: str) -> str:
    postcode = as_postcode(cell) if cell.strip() else ""
    if postcode is None:
        says = _("“%(cell)s” is no postcode such as BS10 5NB.")
        raise _Wrong(says % {"cell": cell.strip()})
    return postcode


def _day(cell: str) -> date | None:
    if not cell.strip():
        return None
    try:
        return datetime.strptime(cell.strip(), "%Y%m%d").date()
    except ValueError:
        says = _("“%(cell)s” is no day such as 20130401.")
        raise _Wrong(says % {"cell": cell.strip()}) from None


def _town(address: list[str]) -> str:
    """The town of an address, as far as its lines tell: the last but the county, which comes last
    where there are three lines or more."""
    if not address:
        return ""
    return in_words(address[-2] if len(address) > 2 else address[-1])


SMALL = {"and", "at", "by", "for", "in", "of", "on", "the", "to", "upon", "with"}
BEGINS = re.compile(r"(^|[-(/.&])[a-z]")
CAPITALS = {"NHS", "GP", "GMS", "PMS", "APMS", "UK", "CIC", "ICB", "CCG", "PCN", "ISTC"}


def in_words(text: str) -> str:
    """A name that a file has in capitals, as one writes it: "North Bristol NHS Trust"."""
    if text != text.upper():
        return text
    words = text.split(" ")
    return " ".join(_in_words(word, index == 0) for index, word in enumerate(words))


def _in_words(word: str, first: bool) -> str:
    bare = word.strip("().,&")
    if bare in CAPITALS or re.search(r"[0-9]", bare):
        return word
    if bare.lower() in SMALL and not first:
        return word.lower()
    return BEGINS.sub(lambda found: found.group().upper(), word.lower())
