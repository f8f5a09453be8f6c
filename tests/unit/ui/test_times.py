"""Moments in words, in the reader's zone."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.template import engines

from collab.base.ui import times

SUNDAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (datetime(2026, 11, 22, 14, 30, tzinfo=UTC), "2:30pm"),
        (datetime(2026, 11, 22, 6, 0, tzinfo=UTC), "6am"),
        (datetime(2026, 11, 22, 9, 5, tzinfo=UTC), "9:05am"),
        (datetime(2026, 11, 22, 12, 0, tzinfo=UTC), "midday"),
        (datetime(2026, 11, 22, 12, 30, tzinfo=UTC), "12:30pm"),
        (datetime(2026, 11, 22, 0, 0, tzinfo=UTC), "midnight"),
        (datetime(2026, 11, 22, 0, 15, tzinfo=UTC), "12:15am"),
        (datetime(2026, 7, 1, 14, 30, tzinfo=UTC), "3:30pm"),
    ],
)
def test_the_time_of_day(at: datetime, says: str) -> None:
    assert times.clock(at) == says


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (datetime(2026, 11, 22, 8, 0, tzinfo=UTC), "8am"),
        (datetime(2026, 11, 21, 23, 59, tzinfo=UTC), "Yesterday"),
        (datetime(2026, 11, 20, 8, 0, tzinfo=UTC), "Friday"),
        (datetime(2026, 11, 16, 8, 0, tzinfo=UTC), "Monday"),
        (datetime(2026, 11, 15, 8, 0, tzinfo=UTC), "15 November 2026"),
        (datetime(2026, 11, 23, 8, 0, tzinfo=UTC), "23 November 2026"),
    ],
)
def test_how_long_ago(at: datetime, says: str) -> None:
    assert times.when(at, SUNDAY) == says


@pytest.mark.parametrize(
    ("at", "says"),
    [
        (SUNDAY, "Today"),
        (date(2026, 11, 21), "Yesterday"),
        (date(2026, 11, 20), "Friday 20 November 2026"),
    ],
)
def test_the_day_over_a_list(at: date, says: str) -> None:
    assert times.day(at, SUNDAY) == says


def test_a_day_changes_at_midnight_in_london_also_in_summer() -> None:
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    assert times.full_date(late) == "1 July 2026"
    assert times.when(late, date(2026, 7, 1)) == "12:30am"


@pytest.mark.parametrize(
    ("tag", "drawn"),
    [
        ("{% clock at %}", '<time datetime="2026-07-01T15:30:00+01:00">3:30pm</time>'),
        ("{% when at %}", '<time datetime="2026-07-01T15:30:00+01:00">Yesterday</time>'),
        ("{% within_words at %}", '<time datetime="2026-07-01T15:30:00+01:00">yesterday</time>'),
        ("{% full_date at.date %}", '<time datetime="2026-07-01">1 July 2026</time>'),
        ("{{ at|day }}", "Yesterday"),
    ],
)
def test_pages_show_moments_as_machines_read_them_too(tag: str, drawn: str) -> None:
    at = datetime(2026, 7, 1, 14, 30, tzinfo=UTC)
    with time_machine.travel(datetime(2026, 7, 2, 9, 0, tzinfo=UTC)):
        assert engines["django"].from_string(tag).render({"at": at}) == drawn
