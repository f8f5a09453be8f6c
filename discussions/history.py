"""What a message says and said before, for those who may see its history."""

from datetime import datetime
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

from collab.base.ui.paging import page_of

from .models import Message


class Text(NamedTuple):
    """A text of a message: since when it stood, and until when; None for what stands now."""

    html: SafeString
    at: datetime
    until: datetime | None


class History(NamedTuple):
    """A page of a message's texts, the latest first, and where the next one begins."""

    texts: list[Text]
    after: str


def history_of(message: Message, after: str = "") -> History:
    """The texts of a message. The caller has made sure that the reader may see them.

    Args:
        after: what the page before gave.
    """
    page = page_of(message.revisions.all(), order=("-version",), after=after)
    texts = [_text(kept.body_html, kept.at, kept.until) for kept in page.rows]
    if not (after or message.removed):
        texts.insert(0, _text(message.body_html, message.edited_at or message.at, None))
    return History(texts, page.after)


def _text(html: str, at: datetime, until: datetime | None) -> Text:
    return Text(mark_safe(html), at, until)  # noqa: S308 rendered and sanitised when it was saved
