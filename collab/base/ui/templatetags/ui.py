"""The tags of every template: icons, moments, and what a block turned out to hold."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.template.base import NodeList, Parser, Token
from django.template.context import Context
from django.template.engine import Engine
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from collab.base.ui import times

register = template.Library()
ICONS = Path(__file__).parent.parent / "components/icon"
KEPT = 4096
"""Parts of pages as they were drawn, most of them rows of about a kilobyte."""


@register.simple_tag
@cache
def icon(name: str, size: int = 20) -> SafeString:
    """A line icon, always beside its word and so hidden from screen readers.

    Args:
        name: a file of ``components/icon``.
        size: in pixels.
    """
    return format_html(
        '<svg class="app-icon" width="{0}" height="{0}" viewBox="0 0 24 24" fill="none"'
        ' stroke="currentColor" stroke-width="1.75" stroke-linecap="round"'
        ' stroke-linejoin="round" aria-hidden="true" focusable="false">{1}</svg>',
        size,
        mark_safe((ICONS / f"{name}.svg").read_text().strip()),  # noqa: S308
    )


@register.simple_tag
def row(name: str, told: Any = None, **shown: Any) -> SafeString:
    """A row of a list, kept as it was drawn.

    Args:
        name: its component, such as "activity_row".
        told: a named tuple of the component's context, for a list of many rows.
        shown: the component's context, if it is no tuple.
    """
    names, values = (told._fields, told) if told else (tuple(shown), shown.values())
    return _kept(f"components/{name}/{name}.html", names, values)


@register.simple_tag
def kept(name: str, **shown: Any) -> SafeString:
    """A part of a page that looks alike for many.

    Args:
        name: its template, which shows what it is given and nothing else.
        shown: the template's context.
    """
    return _kept(name, tuple(shown), shown.values())


def _kept(name: str, names: tuple[str, ...], values: Iterable[Any]) -> SafeString:
    """What a template makes of all that it is given, beside the language and the day: drawn once
    for everybody. It never shows what was, as who gives it something else gets something else."""
    found = Engine.get_default().get_template(name)
    return _drawn(found, get_language(), timezone.localdate(), names, *values)


@lru_cache(KEPT, typed=True)  # a text that is safe equals one that is not
def _drawn(
    found: template.Template, _language: str, _today: date, names: tuple[str, ...], *shown: Any
) -> SafeString:
    return found.render(Context(dict(zip(names, shown, strict=True))))


def _time(at: date | datetime, text: str) -> SafeString:
    machine = timezone.localtime(at).isoformat("T", "seconds") if isinstance(at, datetime) else at
    return format_html('<time datetime="{}">{}</time>', machine, text)


@register.simple_tag
def full_date(at: date | datetime) -> SafeString:
    """22 November 2026"""
    return _time(at, times.full_date(at))


@register.simple_tag
def clock(at: datetime) -> SafeString:
    """2:30pm"""
    return _time(at, times.clock(at))


@register.simple_tag
def when(at: datetime) -> SafeString:
    """2:05pm today, Yesterday, Tuesday, 22 November 2026"""
    return _time(at, times.when(at, timezone.localdate()))


@register.simple_tag
def within_words(at: datetime) -> SafeString:
    """2:05pm, yesterday, Tuesday, 22 November 2026: after words such as "since"."""
    return _time(at, times.within_words(at, timezone.localdate()))


@register.simple_tag
def takes_place(starts: datetime, ends: datetime | None) -> SafeString:
    """Today, 2:30pm to 3pm"""
    return _time(starts, times.takes_place(starts, ends, timezone.localdate()))


@register.filter
def day(at: date | datetime) -> str:
    """Today, Yesterday, Monday 23 November 2026: for a date rule."""
    return times.day(at, timezone.localdate())


@register.tag
def capture(parser: Parser, token: Token) -> "Capture":
    """``{% capture side %}…{% endcapture %}`` keeps what it renders under a name.

    So a page can hand markup to a component, and the shell can ask whether a block is empty.
    """
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endcapture",))
    parser.delete_first_token()
    return Capture(name, nodelist)


class Capture(template.Node):
    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        context[self.name] = mark_safe(self.nodelist.render(context).strip())  # noqa: S308
        return ""
