"""What a line of the desk is: who, what, since when, and what can be done about it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple

from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import ngettext


class Tier(IntEnum):
    """What comes first on the desk."""

    WAITS = 0
    """Somebody waits for an answer: who has waited longest in front."""
    LATE = 1
    """Something has fallen quiet, or ends: what is most overdue in front."""
    LATER = 2
    """Something will be due."""


class Key(NamedTuple):
    """Where a line stands, and which it is. Lines are in the order of their keys."""

    tier: int
    due: datetime
    source: str
    about: str


class Link(NamedTuple):
    text: str
    href: str


class Said(NamedTuple):
    """Words with links in them, for pages and for programs."""

    html: SafeString
    text: str


def said(words: str, /, **parts: str | Link) -> Said:
    """Put parts into the places of words, as "{name}" in them.

    Args:
        words: a translated sentence.
        parts: a text, or a link.
    """
    html = {
        name: format_html('<a href="{}">{}</a>', part.href, part.text)
        if isinstance(part, Link)
        else part
        for name, part in parts.items()
    }
    text = {name: part.text if isinstance(part, Link) else part for name, part in parts.items()}
    return Said(format_html(words, **html) if html else escape(words), words.format(**text))


class Do(NamedTuple):
    """Something that a lead can do about a line.

    ``what`` is its name in addresses; ``href`` leads there instead, to do it on another page.
    ``lesser`` is shown as a text. ``of`` says of whom or what, to those who hear the button alone.
    ``asks_why`` says that a page asks first for a reason, which need not be given.
    """

    what: str
    label: str
    of: str = ""
    lesser: bool = False
    href: str = ""
    asks_why: bool = False


@dataclass
class Line:
    """One thing that needs the leads. ``named`` is who or what it is about, in a few words."""

    key: Key
    named: str
    sentence: Said
    late: str = ""
    meta: list[Said] = field(default_factory=list)
    does: list[Do] = field(default_factory=list)

    def can(self, what: str) -> bool:
        return any(each.what == what and not each.href for each in self.does)


def days_between(earlier: datetime, later: datetime) -> int:
    """How many times the clock has passed midnight."""
    return (timezone.localtime(later).date() - timezone.localtime(earlier).date()).days


def in_days(count: int) -> str:
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
