"""One pass over the lines before Markdown sees them.

People write lists as in most editors: nested by two spaces, and straight after a paragraph.
Python-Markdown wants four spaces and an empty line, so the lines are rewritten to what it wants.
The same pass counts levels and columns and refuses what would take the parser more than linear
time, and it takes fenced code out, so that nothing in code is mistaken for markup.
"""

import re

from django.utils.translation import gettext as _
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, STX

from .limits import BLOCK_LIMIT, COLUMN_LIMIT, DEPTH_LIMIT, TextRefused

CODE_TOKEN = f"{STX}code:"

MARKER = re.compile(r"([-+*]|(\d{1,9})[.)])(?: +|$)")
CONTAINERS = re.compile(r"(?:(?:[-+*]|\d{1,9}[.)])(?: +|$)|> ?)")
FENCE = re.compile(r"(`{3,}|~{3,})[^`]*$")
HEADING = re.compile(r"#{1,6} ")
RULE = re.compile(r"(?:(?:- *){3,}|(?:_ *){3,}|(?:\* *){3,})$")
UNDERLINE = re.compile(r"(?:={3,}|-{3,})$")
DELIMITER_ROW = re.compile(r"\|?(?: *:?-+:? *\|)+(?: *:?-+:? *)?$")


def refuse_depth(depth: int) -> None:
    if depth > DEPTH_LIMIT:
        raise TextRefused(
            _(
                "Lists or quotations are inside one another more than %(limit)d levels deep. "
                "Use fewer levels."
            )
            % {"limit": DEPTH_LIMIT}
        )


class Shape(Preprocessor):
    """Rewrites the lines; ``code`` then holds the fenced blocks that its tokens stand for."""

    def run(self, lines: list[str]) -> list[str]:
        self.code: list[str] = []
        self.blocks = 0
        return Lines(lines, self).shaped()

    def count(self, blocks: int) -> None:
        self.blocks += blocks
        if self.blocks > BLOCK_LIMIT:
            raise TextRefused(
                _("The text has too many short lines. Join some of them, or divide the text.")
            )


class Lines:
    """The lines of a document or of a quotation in it, ``depth`` levels down."""

    def __init__(self, lines: list[str], shape: Shape, depth: int = 0):
        self.lines = lines
        self.shape = shape
        self.depth = depth
        self.at = 0
        self.out: list[str] = []
        self.items: list[tuple[int, bool]] = []  # open list items: indent, numbered
        self.before = ""  # what the line before is: "", "text" (one line), "more" or "item"

    def shaped(self) -> list[str]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            if body := line.strip(" "):
                self.shape.count(1)
                self.take(body, len(line) - len(line.lstrip(" ")))
            else:
                self.blank()
        if self.out and not self.out[-1]:
            self.out.pop()
        return self.out

    def take(self, body: str, indent: int) -> None:
        if fence := FENCE.match(body):
            self.leave_items(indent)
            self.alone(self.fence(fence[1], indent))
        elif body.startswith(">"):
            self.quotation(body, indent)
        elif self.before == "text" and UNDERLINE.match(body):
            self.out.append(self.pad + body)
            self.blank()
        elif RULE.match(body):
            self.leave_items(indent)
            self.alone("---")
        elif HEADING.match(body):
            self.leave_items(indent)
            self.alone(body)
        elif (marker := MARKER.match(body)) and self.starts_item(marker):
            self.item(body, indent, marker)
        elif "|" in body and self.next_is_delimiter_row():
            self.table(body, indent)
        else:
            self.text(body, indent)

    @property
    def pad(self) -> str:
        return "    " * len(self.items)

    def blank(self) -> None:
        if self.out and self.out[-1]:
            self.out.append("")
        self.before = ""

    def alone(self, body: str) -> None:
        self.blank()
        self.out.append(self.pad + body)
        self.blank()

    def leave_items(self, indent: int) -> tuple[int, bool] | None:
        """Close the items that a line indented like this is not inside; the last one closed."""
        closed = None
        while self.items and indent < self.items[-1][0] + 2:
            closed = self.items.pop()
        return closed

    def text(self, body: str, indent: int) -> None:
        if self.before:
            self.out.append(body)
            self.before = "item" if self.before == "item" else "more"
        else:
            self.leave_items(indent)
            self.out.append(self.pad + body)
            self.before = "text"

    def starts_item(self, marker: re.Match[str]) -> bool:
        """A list begins with an item that has text; inside a paragraph with a bullet or with 1."""
        if self.items:
            return True
        if self.before and marker[2] not in (None, "1"):
            return False
        return marker.end() < len(marker.string)

    def item(self, body: str, indent: int, marker: re.Match[str]) -> None:
        numbered = marker[2] is not None
        closed = self.leave_items(indent)
        if self.before in ("text", "more") or (closed and closed[1] != numbered):
            self.blank()
        rest = body[marker.end() :]
        inside = count_containers(rest)
        refuse_depth(self.depth + len(self.items) + 1 + inside)
        self.shape.count(inside)
        if fence := FENCE.match(rest):
            rest = self.fence(fence[1], indent + marker.end())
        self.out.append(f"{self.pad}{f'{marker[2]}.' if numbered else '-'} {rest}")
        self.items.append((indent, numbered))
        self.before = "item"

    def quotation(self, body: str, indent: int) -> None:
        """Lines with > in front; unlike in CommonMark, a line without it ends the quotation."""
        self.leave_items(indent)
        depth = self.depth + len(self.items) + 1
        refuse_depth(depth)
        quoted = [body]
        while self.at < len(self.lines) and self.lines[self.at].lstrip(" ").startswith(">"):
            quoted.append(self.lines[self.at].strip(" "))
            self.at += 1
        inner = [line[1:].removeprefix(" ") for line in quoted]
        self.blank()
        for line in Lines(inner, self.shape, depth).shaped():
            self.out.append(f"{self.pad}> {line}".rstrip())
        self.blank()

    def fence(self, mark: str, indent: int) -> str:
        """Take the code up to the closing fence or the end; a token that stands for it."""
        code = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            closing = line.strip()
            if len(closing) >= len(mark) and not closing.strip(mark[0]):
                break
            code.append(line[min(indent, len(line) - len(line.lstrip(" "))) :])
        self.shape.code.append("\n".join(code).rstrip("\n"))
        return f"{CODE_TOKEN}{len(self.shape.code) - 1}{ETX}"

    def next_is_delimiter_row(self) -> bool:
        return self.at < len(self.lines) and bool(
            DELIMITER_ROW.match(self.lines[self.at].strip(" "))
        )

    def table(self, header: str, indent: int) -> None:
        self.leave_items(indent)
        rows = [header]
        while self.at < len(self.lines) and is_row(self.lines[self.at].strip(" ")):
            rows.append(self.lines[self.at].strip(" "))
            self.at += 1
        if any(row.replace("\\|", "").strip("|").count("|") >= COLUMN_LIMIT for row in rows):
            raise TextRefused(
                _(
                    "A table has more than %(limit)d columns. Divide it into smaller tables, "
                    "or turn its rows into columns."
                )
                % {"limit": COLUMN_LIMIT}
            )
        self.shape.count(len(rows))
        self.blank()
        self.out.extend(self.pad + row for row in rows)
        self.blank()


def is_row(body: str) -> bool:
    """Whether a line goes on with a table: it has a bar and begins nothing else."""
    begins = body.startswith(">") or any(each.match(body) for each in (FENCE, HEADING, MARKER))
    return "|" in body and not begins


def count_containers(rest: str) -> int:
    """How many more items and quotations open on the same line, as in "- - > a"."""
    count = at = 0
    while at < len(rest) and (opened := CONTAINERS.match(rest, at)):
        count, at = count + 1, opened.end()
    return count
