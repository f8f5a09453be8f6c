"""Our choice of Markdown.

Paragraphs, headings, lists, task lists, quotations, tables, fenced code, emphasis and links. A
line break is a line break, in messages and in documents. HTML, images, indented code and link
references are not markup here: they stay as typed.
"""

import xml.etree.ElementTree as etree

import markdown

from . import blocks, inline, tree
from .shape import Shape

NOT_OURS = (
    "reference",
    "short_reference",
    "image_link",
    "image_reference",
    "short_image_ref",
    "automail",
    "linebreak",
    "html",
    "entity",
)


class Writer(markdown.Markdown):
    """Serves one thread at a time; ``reset`` makes it ready for the next text."""

    def __init__(self) -> None:
        super().__init__(extensions=["sane_lists", "nl2br"])
        self._choose_blocks()
        self._choose_inline()
        self.finish = tree.Finish(self)
        self.treeprocessors.deregister("prettify")
        self.treeprocessors.register(tree.ParagraphLimit(self), "paragraph_limit", 30)
        self.treeprocessors.register(self.finish, "finish", -10)
        self.postprocessors.deregister("raw_html")
        self.postprocessors.deregister("amp_substitute")
        self.serializer = serialise

    def _choose_blocks(self) -> None:
        shape = Shape(self)
        self.preprocessors.deregister("html_block")
        self.preprocessors.register(shape, "shape", 20)
        ours = self.parser.blockprocessors
        ours.deregister("code")
        ours.deregister("reference")
        ours.register(blocks.CodeBlock(self.parser, shape), "fenced", 95)
        ours.register(blocks.Table(self.parser, {"use_align_attribute": True}), "table", 75)
        ours.register(blocks.HashHeading(self.parser), "hashheader", 70)
        ours.register(blocks.UnderlinedHeading(self.parser), "setextheader", 60)

    def _choose_inline(self) -> None:
        for name in NOT_OURS:
            self.inlinePatterns.deregister(name)
        ours = self.inlinePatterns
        ours.register(inline.CodeProcessor(inline.CODE), "backtick", 190)
        ours.register(inline.LinkProcessor(inline.LINK, self), "link", 160)
        ours.register(inline.AngledProcessor(inline.ANGLED, self), "autolink", 120)
        ours.register(inline.BareProcessor(inline.BARE, self), "bare", 110)

    def reset(self) -> "Writer":
        super().reset()
        # A text that was refused half-way leaves these as they were.
        self.parser.state.clear()
        self.inlinePatterns["em_strong"].reset()
        return self


def serialise(root: etree.Element) -> str:
    """Python-Markdown's own leaves what looks like an entity alone; this escapes every &."""
    return etree.tostring(root, encoding="unicode", method="html")
