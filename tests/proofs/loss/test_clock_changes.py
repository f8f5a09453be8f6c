"""Both days on which London's clocks change: one has the hour from 1am twice, one not at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django_tasks_db.models import DBTaskResult

from collab.base.jobs.declaring import PERIODIC
from collab.base.jobs.ticking import Ticker
from discussions.actions import post_message
from discussions.models import Thread
from networks.actions.marks import mark_seen
from networks.actions.places import end_place, give_place
from networks.models import Mark, Place, Space
from tests.proofs.conftest import Proved
from tests.proofs.counts import HOURS_AROUND_A_CHANGE as HOURS
from tests.world import World, again

pytestmark = pytest.mark.same_everywhere

LONDON = ZoneInfo("Europe/London")
HALF_HOUR = timedelta(minutes=30)


@dataclass(frozen=True)
class Change:
    """One change of the clocks.

    Args:
        at: when, in UTC.
        half_past_one: how often that day's clocks show 1:30am.
        hours: how long that day is.
    """

    at: datetime
    half_past_one: int
    hours: int

    @property
    def day(self) -> tuple[datetime, datetime]:
        """From midnight to midnight in London, in UTC."""
        midnight = datetime(self.at.year, self.at.month, self.at.day, tzinfo=LONDON)
        return midnight.astimezone(UTC), midnight.astimezone(UTC) + timedelta(hours=self.hours)


CHANGES = [
    Change(datetime(2027, 3, 28, 1, tzinfo=UTC), half_past_one=0, hours=23),
    Change(datetime(2027, 10, 31, 1, tzinfo=UTC), half_past_one=2, hours=25),
]


@pytest.fixture(params=CHANGES, ids=["forward", "back"])
def change(request: pytest.FixtureRequest) -> Change:
    return request.param


def every_half_hour(begins: datetime, ends: datetime) -> Iterator[datetime]:
    while begins < ends:
        yield begins
        begins += HALF_HOUR


def shown_on(page: str) -> list[tuple[str, int, datetime, str]]:
    """Of each message on a page: the day it stands under, its number, its moment, and in words."""
    found = []
    for day, html in re.findall(r'(?s)<ol class="app-msgs" data-day="([^"]+)">(.*?)</ol>\n', page):
        for n, moment, words in re.findall(
            r'(?s)id="m(\d+)".*?class="app-msg__at">.*?<time datetime="([^"]+)">([^<]+)<', html
        ):
            found.append((day, int(n), datetime.fromisoformat(moment), words))
    return found


def test_messages_stand_in_order_under_their_day(
    world: World, thread: Thread, client: Client, change: Change, proved: Proved
) -> None:
    begins, ends = change.day
    moments = list(every_half_hour(begins - 2 * HALF_HOUR, ends + 2 * HALF_HOUR))
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            post_message(
                by=again(world.ben),
                for_organisation=world.kingsholm,
                thread=thread,
                text=f"It is {moment:%H:%M} UTC",
            )
    assert len(moments) == 2 * change.hours + 4
    shown = []
    with time_machine.travel(ends + timedelta(hours=9), tick=False):
        client.force_login(world.amina)
        for first in (2, 2 + 25, 2 + 50):
            page = client.get(f"/d/{thread.uid}", {"from": first}).text
            shown += [each for each in shown_on(page) if first <= each[1] < first + 25]
    assert [n for _, n, _, _ in shown] == list(range(2, len(moments) + 2))
    assert [moment.astimezone(UTC) for _, _, moment, _ in shown] == moments
    days = [day for day, _ in groupby(day for day, *_ in shown)]
    assert days == [str((change.at + timedelta(days=n)).date()) for n in (-1, 0, 1)]
    on_the_day = [words for day, _, _, words in shown if day == days[1]]
    assert len(on_the_day) == 2 * change.hours
    assert on_the_day.count("1:30am") == change.half_past_one
    assert on_the_day[:2] == ["midnight", "12:30am"]
    assert on_the_day[-1] == "11:30pm"
    proved(
        f"a message every half hour of {change.at:%-d %B %Y}, when the clocks change",
        f"{len(on_the_day)} under their own day, in order, {change.half_past_one} at “1:30am”",
    )


def test_who_has_read_up_to_the_change_sees_what_is_new_after_it(
    world: World, thread: Thread, client: Client, change: Change
) -> None:
    moments = list(every_half_hour(change.at - 2 * HALF_HOUR, change.at + 4 * HALF_HOUR))
    for n, moment in enumerate(moments, 2):
        with time_machine.travel(moment, tick=False):
            said = {"for_organisation": world.kingsholm, "text": f"It is {moment:%H:%M} UTC"}
            post_message(by=again(world.ben), thread=thread, **said)
            if n == 3:
                mark_seen(by=world.amina, subject=thread.ref, n=n)
    mark_seen(by=world.amina, subject=thread.ref, n=2, at=change.at + 9 * HALF_HOUR)
    assert Mark.objects.get(person=world.amina, subject=str(thread.ref)).n == 3
    with time_machine.travel(change.at + timedelta(hours=8), tick=False):
        client.force_login(world.amina)
        page = client.get(f"/d/{thread.uid}", {"from": 1}).text
    before, rule, after = page.partition("New since")
    assert rule
    assert [n for _, n, *_ in shown_on(before)] == [1, 2, 3]
    assert [n for _, n, *_ in shown_on(after)] == [4, 5, 6, 7]


def test_a_guest_stays_until_the_very_moment(world: World, change: Change) -> None:
    held = Place.objects.current().get(space=world.falls, person=world.guest)
    end_place(by=world.lead, place=held)
    until = change.at + HALF_HOUR  # in October it is 1:30am for the second time
    give_place(
        by=world.lead,
        space=world.falls,
        person=world.guest,
        role=Place.Role.CONTRIBUTOR,
        guest_until=until,
    )
    second = timedelta(seconds=1)
    for moment, sees in [
        (until - 2 * HALF_HOUR, True),
        (until - second, True),
        (until, False),
        (until + 2 * HALF_HOUR, False),
    ]:
        with time_machine.travel(moment, tick=False):
            spaces = Space.objects.visible_to(again(world.guest))
            assert spaces.filter(pk=world.falls.pk).exists() == sees, moment


def test_periodic_jobs_are_neither_skipped_nor_done_twice(
    world: World, change: Change, proved: Proved
) -> None:
    begins = change.at - timedelta(hours=HOURS / 2)
    minutes = HOURS * 60
    before = DBTaskResult.objects.count()
    one, other = Ticker(), Ticker()
    for minute in range(minutes):
        (one, other)[minute % 2].tick(begins + timedelta(minutes=minute))
    expected = 0
    for path, (_job, period) in PERIODIC.items():
        step = period.total_seconds()
        ends = begins + timedelta(minutes=minutes - 1)
        periods = ends.timestamp() // step - begins.timestamp() // step + 1
        due = list(DBTaskResult.objects.filter(task_path=path).values_list("run_after", flat=True))
        assert len(due) == periods, path
        assert len({moment.timestamp() // step for moment in due}) == periods, path
        expected += len(due)
    assert len(PERIODIC) > 3
    assert DBTaskResult.objects.count() == before + expected
    proved(
        f"{len(PERIODIC)} periodic jobs, two tickers, around {change.at:%-d %B %Y}",
        f"{expected} due in {HOURS} hours, each once in its period",
    )
