"""A row of a list is kept by all that it shows, so it never shows anything else."""

from datetime import UTC, datetime
from typing import NamedTuple

import pytest
import time_machine
from django.template import Context, Template
from django.utils.safestring import mark_safe

ROW = Template('{% row "activity_row" icon="shared" href="/i/1" title=title meta=meta at=at %}')
TOLD = Template('{% row "activity_row" told %}')
NOON = datetime(2026, 11, 26, 12, 5, tzinfo=UTC)


class Told(NamedTuple):
    icon: str
    href: str
    title: str
    meta: str
    at: datetime


def drawn(title: str = "Mats", meta: str = "Amina · shared", at: datetime = NOON) -> str:
    row = ROW.render(Context({"title": title, "meta": meta, "at": at}))
    assert TOLD.render(Context({"told": Told("shared", "/i/1", title, meta, at)})) == row
    return row


def test_a_row_follows_each_thing_that_it_shows() -> None:
    assert "Mats" in drawn()
    assert "Rails" in drawn(title="Rails")
    assert "Mats" not in drawn(title="Rails")
    assert "Ben · shared" in drawn(meta="Ben · shared")
    assert drawn() == drawn()


@pytest.mark.parametrize("first", [str, mark_safe])
def test_a_text_is_escaped_whether_or_not_the_same_was_safe_before(first: type) -> None:
    markup = "<b>Mats</b>"
    for make in (first, str, mark_safe, str):
        row = drawn(meta=make(markup))
        assert (markup in row) == (make is mark_safe)
        assert ("&lt;b&gt;Mats&lt;/b&gt;" in row) == (make is str)


def test_a_row_of_today_is_one_of_yesterday_on_the_next_day() -> None:
    with time_machine.travel(datetime(2026, 11, 26, 18, tzinfo=UTC)):
        assert "12:05pm" in drawn()
    with time_machine.travel(datetime(2026, 11, 27, 1, tzinfo=UTC)):
        assert "Yesterday" in drawn()
