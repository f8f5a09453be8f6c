"""Blocks that differ from Python-Markdown's own."""

import re
import xml.etree.ElementTree as etree
from collections.abc import Sequence

from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor, HashHeaderProcessor, SetextHeaderProcessor
from markdown.extensions.tables import TableProcessor
from markdown.util import ETX, AtomicString

from .shape import CODE_TOKEN, DELIMITER_ROW, Shape


class CodeBlock(BlockProcessor):
    """Puts back the fenced code that ``Shape`` took out."""

    def __init__(self, parser: BlockParser, shape: Shape) -> None:
        super().__init__(parser)
        self.shape = shape

    def test(self, parent: etree.Element, block: str) -> bool:
        return block.startswith(CODE_TOKEN)

    def run(self, parent: etree.Element, blocks: list[str]) -> None:
        number, _, rest = blocks.pop(0).removeprefix(CODE_TOKEN).partition(ETX)
        code = etree.SubElement(etree.SubElement(parent, "pre"), "code")
        code.text = AtomicString(self.shape.code[int(number)])
        if rest := rest.lstrip("\n"):
            blocks.insert(0, rest)


class HashHeading(HashHeaderProcessor):
    """A heading needs a space after its signs: "#falls" and "#1" are words."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})[ ]+(?P<header>[^\n]*?)(?:[ ]#+)?(?:\n|$)")


class UnderlinedHeading(SetextHeaderProcessor):
    """A line under a heading is three signs or more: "--" opens a signature."""

    RE = re.compile(r"[^\n]*\n(?:={3,}|-{3,})[ ]*(?:\n|$)")


class Table(TableProcessor):
    """A table as wide as its widest row, so that no cell is lost."""

    separator: Sequence[str]

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
