"""Blocks that differ from Python-Markdown's own."""

import re
import xml.etree.ElementTree as etree

from markdown.blockprocessors import BlockProcessor, HashHeaderProcessor, SetextHeaderProcessor
from markdown.extensions.tables import TableProcessor
from markdown.util import ETX, STX, AtomicString

from collab.base.markup.shape import DELIMITER_ROW, Shape


class CodeBlock(BlockProcessor):
    """Puts back the fenced code that ``Shape`` took out."""

    TOKEN = re.compile(rf"{STX}code:(\d+){ETX}")

    def __init__(self, parser, shape: Shape):
        super().__init__(parser)
        self.shape = shape

    def test(self, parent: etree.Element, block: str) -> bool:
        return bool(self.TOKEN.match(block))

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        token = self.TOKEN.match(block)
        code = etree.SubElement(etree.SubElement(parent, "pre"), "code")
        code.text = AtomicString(self.shape.code[int(token[1])])
        if rest := block[token.end() :].lstrip("\n"):
            blocks.insert(0, rest)


class HashHeading(HashHeaderProcessor):
    """A heading needs a space after its signs: "#falls" and "#1" are words."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})[ ]+(?P<header>[^\n]*?)(?:[ ]#+)?(?:\n|$)")


class UnderlinedHeading(SetextHeaderProcessor):
    """A line under a heading is three signs or more: "--" opens a signature."""

    RE = re.compile(r"[^\n]*\n(?:={3,}|-{3,})[ ]*(?:\n|$)")


class Table(TableProcessor):
    """A table as wide as its widest row, so that no cell is lost."""

    def test(self, parent: etree.Element, block: str) -> bool:
        lines = block.split("\n", 2)
        return (
            len(lines) > 1
            and bool(DELIMITER_ROW.match(lines[1].strip(" ")))
            and super().test(parent, block)
        )

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        rows = [self._split_row(row.strip(" ")) for row in blocks[0].split("\n")]
        widest = max(len(row) for row in rows)
        self.separator = [*self.separator, *[""] * (widest - len(self.separator))]
        super().run(parent, blocks)
