"""The one door for text that people write: Markdown in, HTML out that is safe to show."""

import re
import threading
from dataclasses import dataclass

import nh3
from django.utils.translation import gettext as _

from .checklist import Section
from .limits import MESSAGE_LIMIT, TextRefused
from .writer import Writer

# PostgreSQL stores no NUL, and half a surrogate pair cannot be encoded.
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
TAGS = {*CLASSES, "p", "br", "hr", "ul", "ol", "strong", "em", "a", "code", "pre", "small"}

# The second lock: whatever the parser is brought to write, only this list reaches a page.
CLEANER = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags=set(),
    attributes={"a": {"href"}, "ol": {"start"}},
    allowed_classes=CLASSES,
    tag_attribute_values={
        "div": {"role": {"group"}, "tabindex": {"0"}, "aria-label": {"Table"}},
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
    """The text as HTML, with its checklist and its first line.

    Args:
        text: Markdown, as it was typed.
        limit: how many characters it may have.

    Raises:
        TextRefused: it is too long, nested too deeply, its table is too wide, or it has
            characters that cannot be stored.
    """
    _refuse_unfit(text, limit)
    writer = _writer()
    try:
        html = writer.convert(text)
    except RecursionError:
        raise TextRefused(_("Too much markup is nested. Write it with fewer signs.")) from None
    return Rendered(CLEANER.clean(html), writer.finish.checklist, writer.finish.first_line)


def _refuse_unfit(text: str, limit: int) -> None:
    if len(text) > limit:
        raise TextRefused(
            _("The text has %(count)s characters. Shorten it to %(limit)s or fewer.")
            % {"count": f"{len(text):,}", "limit": f"{limit:,}"}
        )
    if UNSTORABLE.search(text):
        raise TextRefused(
            _("The text has a hidden character that cannot be stored. Paste it as plain text.")
        )


_local = threading.local()


def _writer() -> Writer:
    """This thread's writer; one takes longer to build than a message to render."""
    if not hasattr(_local, "writer"):
        _local.writer = Writer()
    writer: Writer = _local.writer.reset()
    writer.finish.begin()
    return writer
