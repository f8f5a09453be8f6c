"""One plain form for the many ways to write the same characters."""

import re
import unicodedata
from bisect import bisect_right
from functools import lru_cache

import nh3

from .spans import words

TAGS = nh3.ALLOWED_TAGS | {*words("html head body title font big form input button label script")}
UNLIKE_PLAIN = re.compile(
    rf"(?:</?(?:{'|'.join(sorted(TAGS))})(?=[\s/>])(?P<inside>[^<>\n]{{0,100}})>)"
    r"|(?P<space>&(?:nbsp|thinsp|ensp|emsp|shy|zwj|zwnj|#x?[0-9a-f]{2,5});|[<>])"
    r"|(?P<markup>[*_~`\\]+)"
    r"|[^\n -~]",
    re.IGNORECASE,
)
APART = "\n|\n"  # which no identifier reaches across


class Folded:
    """The text by NFKD, with plain letters, digits, spaces, dashes and quotes, and without markup.

    What stands inside a tag ("<b Mrs Smith>") is shown to readers too, so it is kept, at the end.
    ``original`` gives the place in the text as it was for a place in this one.
    """

    def __init__(self, text: str) -> None:
        self._pieces: list[str] = []
        self._starts: list[int] = []  # of each piece in the folded text
        self._places: list[int] = []  # of each piece in the text as it was
        self._length = 0
        for inside in self._read(text, 0, len(text)):
            self._add(APART, inside[0])
            self._read(text, *inside)
        self.text = "".join(self._pieces)

    def _read(self, text: str, start: int, end: int) -> list[tuple[int, int]]:
        """Adds what stands there, and gives the places inside its tags, which are left out."""
        inside_tags = []
        for match in UNLIKE_PLAIN.finditer(text, start, end):
            self._add(text[start : match.start()], start)
            start = match.end()
            if match.lastgroup == "inside":
                if match["inside"].strip(" /"):
                    inside_tags.append(match.span("inside"))
            elif match.lastgroup == "space":
                self._add(" ", match.start())
            elif match.lastgroup is None:
                for character in fold(match[0]):
                    self._add(character, match.start())
        self._add(text[start:end], start)
        return inside_tags

    def _add(self, piece: str, place: int) -> None:
        if piece:
            self._pieces.append(piece)
            self._starts.append(self._length)
            self._places.append(place)
            self._length += len(piece)

    def original(self, start: int, end: int) -> tuple[int, int]:
        return self._place(start), self._place(end - 1) + 1

    def _place(self, at: int) -> int:
        piece = bisect_right(self._starts, at) - 1
        return self._places[piece] + at - self._starts[piece]


@lru_cache(maxsize=4096)
def fold(character: str) -> str:
    if character.isspace():
        return "\n" if character == "\n" else " "
    return "".join(map(_fold_one, unicodedata.normalize("NFKD", character)))


def _fold_one(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    if character in "‘’ʼ":
        return "'"
    if category == "Zs":
        return " "
    if category in ("Cf", "Cc", "Mn"):
        return ""
    return character
