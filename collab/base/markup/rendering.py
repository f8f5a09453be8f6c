"""Markdown to HTML that is safe to show. The one door for text that people write.

What we take of Markdown: paragraphs, headings, lists, task lists, quotations, tables, fenced
code, emphasis and links. A line break is a line break, in messages and in documents. HTML,
images, indented code and link references are no markup here: they stay as typed.
"""

import re
import threading
import xml.etree.ElementTree as etree
from dataclasses import dataclass

import markdown
import nh3
from django.utils.translation import gettext as _
from markdown.extensions import Extension

from collab.base.markup import blocks, inline, tree
from collab.base.markup.checklist import Section
from collab.base.markup.limits import MESSAGE_LIMIT, TextRefused
from collab.base.markup.shape import Shape

# PostgreSQL stores no NUL, and no encoder writes half a surrogate pair.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

CLASSES = {
    "blockquote": {"app-caution"},
    "div": {"app-check", "app-scroll"},
    "h2": {"app-check__h"},
    "h3": {"app-check__h"},
    "h4": {"app-check__h"},
    "h5": {"app-check__h"},
    "h6": {"app-check__h"},
    "li": {"app-check__done", "app-check__plain"},
    "span": {"nhsuk-u-visually-hidden"},
    "table": {"nhsuk-table"},
    "thead": {"nhsuk-table__head"},
    "tbody": {"nhsuk-table__body"},
    "tr": {"nhsuk-table__row"},
    "th": {"nhsuk-table__header", "nhsuk-table__header--numeric"},
    "td": {"nhsuk-table__cell", "nhsuk-table__cell--numeric"},
}
TAGS = {*CLASSES, *("p", "br", "hr", "ul", "ol", "strong", "em", "a", "code", "pre", "small")}

# The second lock: even if a change to the parser let markup through, only this list reaches a page.
CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=set(),
    attributes={"a": {"href"}, "ol": {"start"}},
    allowed_classes=CLASSES,
    tag_attribute_values={
        "div": {"role": {"region"}, "tabindex": {"0"}, "aria-label": {"Table"}},
        "ol": {"role": {"list"}},
        "th": {"scope": {"col"}},
    },
    link_rel="nofollow noopener",
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
)


@dataclass(frozen=True)
class Rendered:
    """``html`` is safe to show as it is; ``first_line`` is plain text of up to 200 characters."""

    html: str
    checklist: list[Section]
    first_line: str


def render(text: str, *, limit: int = MESSAGE_LIMIT) -> Rendered:
    """The text as HTML, with its checklist and first line.

    ``limit`` is in characters. Raises ``TextRefused`` for text that is too long, nested too
    deeply, too wide a table, or that no database can store.
    """
    refuse_unfit(text, limit)
    writer = _writer()
    try:
        html = writer.convert(text)
    except RecursionError:
        raise TextRefused(_("Too much markup is nested. Write it with fewer signs.")) from None
    return Rendered(CLEANER.clean(html), writer.finish.checklist, writer.finish.first_line)


def refuse_unfit(text: str, limit: int) -> None:
    if len(text) > limit:
        raise TextRefused(
            _("The text has %(count)s characters. Shorten it to %(limit)s or fewer.")
            % {"count": f"{len(text):,}", "limit": f"{limit:,}"}
        )
    if UNSTORABLE.search(text):
        raise TextRefused(
            _("The text has a hidden character that cannot be stored. Paste it as plain text.")
        )


class Writing(Extension):
    """Our choice of Markdown."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:
        shape = Shape(md)
        md.preprocessors.deregister("html_block")
        md.preprocessors.register(shape, "shape", 20)

        parser = md.parser
        parser.blockprocessors.deregister("code")
        parser.blockprocessors.deregister("reference")
        parser.blockprocessors.register(blocks.CodeBlock(parser, shape), "fenced", 95)
        parser.blockprocessors.register(
            blocks.Table(parser, {"use_align_attribute": True}), "table", 75
        )
        parser.blockprocessors.register(blocks.HashHeading(parser), "hashheader", 70)
        parser.blockprocessors.register(blocks.UnderlinedHeading(parser), "setextheader", 60)

        for name in list(INLINE_LEFT_OUT):
            md.inlinePatterns.deregister(name)
        md.inlinePatterns.register(inline.LinkProcessor(inline.LINK, md), "link", 160)
        md.inlinePatterns.register(inline.AngledProcessor(inline.ANGLED, md), "autolink", 120)
        md.inlinePatterns.register(inline.BareProcessor(inline.BARE, md), "bare", 110)

        md.finish = tree.Finish(md)
        md.treeprocessors.deregister("prettify")
        md.treeprocessors.register(tree.ParagraphLimit(md), "paragraph_limit", 30)
        md.treeprocessors.register(md.finish, "finish", -10)
        md.postprocessors.deregister("raw_html")
        md.postprocessors.deregister("amp_substitute")


INLINE_LEFT_OUT = (
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


def serialise(root: etree.Element) -> str:
    """Python-Markdown's own leaves what looks like an entity alone; this escapes every &."""
    return etree.tostring(root, encoding="unicode", method="html")


# A Markdown object takes a millisecond to build and serves one thread at a time.
_local = threading.local()


def _writer() -> markdown.Markdown:
    writer = getattr(_local, "writer", None)
    if writer is None:
        writer = _local.writer = markdown.Markdown(extensions=["sane_lists", "nl2br", Writing()])
        writer.serializer = serialise
    writer.reset()
    writer.finish.checklist, writer.finish.first_line = [], ""
    return writer
