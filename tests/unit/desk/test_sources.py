"""What is on a collaborative's desk, and what is not."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from collab.base.accounts.models import Person
from collab.desk.desk import Desk
from collab.desk.lines import Line
from collab.desk.models import DeskSettings
from collab.desk.reading import Shown, read_desk
from collab.desk.sources import SOURCES, Group
from discussions.actions import post_message, remove_message, start_thread
from discussions.models import Thread
from fellows.actions import describe_expertise
from networks.actions.collaboratives import name_fellow
from networks.actions.organisations import request_affiliation
from networks.actions.places import give_place
from networks.models import Affiliation, Membership, Organisation, Place
from tests.world import World, again, join, sign_up

NOW = timezone.now()


def days(count: float) -> timedelta:
    return timedelta(days=count)


def sit(world: World, person: Person | None = None) -> Desk:
    return Desk(world.west, again(person or world.lead), timezone.now())


def read(world: World, person: Person | None = None, **asked: object) -> Shown:
    return read_desk(sit(world, person), with_later=True, **asked)


def sentences(world: World, source: str, person: Person | None = None) -> list[str]:
    rows = read(world, person).lines
    return [row.sentence.text for row in rows if row.key.source == source]


def ask(
    world: World, title: str = "Which sensor mats work?", *, ago: float = 3, **how: object
) -> Thread:
    asked = {"by": world.amina, "for_organisation": world.severnside, "space": world.falls} | how
    at = timezone.now() - days(ago)
    return start_thread(**asked, title=title, text="Ours slip.", at=at)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """Days are counted by midnight: none passes while a test looks."""
    with time_machine.travel(timezone.localtime().replace(hour=12)):
        yield


def beside(line: Line) -> str:
    return " · ".join(each.text for each in line.meta)


@pytest.fixture
def lively(world: World) -> World:
    """Everybody was here today, and every organisation has somebody."""
    Person.objects.update(active_on=timezone.localdate())
    Membership.objects.update(since=timezone.now() - days(400))
    return world


class TestRequests:
    def request(self, organisation: Organisation, *, ago: float) -> Affiliation:
        nadia = Person.objects.get(name="Nadia Rahman")
        at = timezone.now() - days(ago)
        return request_affiliation(by=nadia, organisation=organisation, at=at)

    def test_where_nobody_can_decide_it_is_there_at_once(self, lively: World) -> None:
        self.request(lively.severnside, ago=0)
        [line] = read(lively).lines
        assert line.sentence.text == "Nadia Rahman asks to belong to Severnside Hospitals"
        assert [each.what for each in line.does] == ["confirm", "decline"]
        assert lively.signed_up.email in beside(line)

    def test_where_somebody_can_it_is_there_after_a_week_to_remind_them(
        self, lively: World
    ) -> None:
        self.request(lively.kingsholm, ago=6.9)
        assert read(lively).total == 0
        Affiliation.objects.waiting().update(since=timezone.now() - days(7.1))
        [line] = read(lively).lines
        assert [each.label for each in line.does] == ["Remind Ben"]
        assert lively.signed_up.email not in beside(line)
        assert line.late == "7 days"

    def test_other_collaboratives_requests_are_not(self, lively: World) -> None:
        self.request(lively.fenland, ago=20)
        assert read(lively).total == 0

    def test_neither_are_those_of_whoever_cannot_sign_in(self, lively: World) -> None:
        self.request(lively.severnside, ago=20)
        Person.objects.filter(name="Nadia Rahman").update(is_active=False)
        assert read(lively).total == 0


class TestQuietOrganisations:
    def quiet(self, world: World, **last: object) -> None:
        """Kingsholm's people were last here long ago."""
        Person.objects.filter(pk=world.ben.pk).update(active_on=timezone.localdate() - days(50))

    def test_nobody_there_for_thirty_days(self, lively: World) -> None:
        self.quiet(lively)
        [line] = read(lively).lines
        assert line.sentence.text == "Kingsholm Infirmary has been quiet for 50 days"
        assert line.late == "20 days late"
        assert [each.label for each in line.does] == ["Remind Ben", "Not now"]

    def test_the_leads_say_for_how_long(self, lively: World) -> None:
        self.quiet(lively)
        DeskSettings.objects.create(collaborative=lively.west, quiet_days=60)
        assert read(lively).total == 0
        DeskSettings.objects.update(quiet_days=50)
        assert read(lively).total == 0
        DeskSettings.objects.update(quiet_days=49)
        assert read(lively).total == 1

    @pytest.mark.parametrize("at", ["2026-11-27 23:30", "2026-05-12 00:30"])
    def test_days_are_counted_across_a_change_of_the_clock(self, lively: World, at: str) -> None:
        now = timezone.make_aware(datetime.fromisoformat(at))
        with time_machine.travel(now):
            Person.objects.update(active_on=timezone.localdate())
            on = timezone.localdate() - days(50)
            Person.objects.filter(pk=lively.ben.pk).update(active_on=on)
            DeskSettings.objects.create(collaborative=lively.west, quiet_days=50)
            assert sentences(lively, "quiet") == []
            DeskSettings.objects.update(quiet_days=49)
            assert sentences(lively, "quiet") == ["Kingsholm Infirmary has been quiet for 50 days"]

    def test_whoever_has_posted_since_is_not_quiet(self, lively: World) -> None:
        self.quiet(lively)
        ask(lively, ago=29, by=lively.ben, for_organisation=lively.kingsholm)
        assert sentences(lively, "quiet") == []
        Thread.objects.all()[0].message_set.update(at=timezone.now() - days(31))
        assert sentences(lively, "quiet") == ["Kingsholm Infirmary has been quiet for 31 days"]

    def test_people_who_wait_or_have_left_do_not_count(self, lively: World) -> None:
        self.quiet(lively)
        request_affiliation(by=lively.signed_up, organisation=lively.kingsholm)
        assert len(sentences(lively, "quiet")) == 1
        join(lively.signed_up, lively.severnside, by=lively.steward)
        assert len(sentences(lively, "quiet")) == 1

    def test_an_organisation_that_has_just_joined_is_not(self, lively: World) -> None:
        self.quiet(lively)
        Membership.objects.filter(organisation=lively.kingsholm).update(
            since=timezone.now() - days(10)
        )
        assert read(lively).total == 0

    def test_one_that_never_had_anybody_has_not_fallen_quiet(self, lively: World) -> None:
        Affiliation.objects.filter(organisation=lively.kingsholm).delete()
        assert read(lively).total == 0

    def test_one_without_people_says_so_and_leads_to_its_page(self, lively: World) -> None:
        Affiliation.objects.filter(organisation=lively.kingsholm).update(
            ended_at=timezone.now(), ended_by=lively.steward
        )
        [line] = read(lively).lines
        assert line.sentence.text == "Kingsholm Infirmary has nobody here any more"
        assert line.does[0].href == f"/c/{lively.west.uid}/invite"


class TestQuestions:
    def test_nobody_has_answered_for_two_days(self, lively: World) -> None:
        ask(lively, "Too soon?", ago=1.9)
        ask(lively, "Which mats?", ago=2.1)
        assert sentences(lively, "question") == ["Which mats? has no reply"]

    def test_what_the_asker_adds_is_no_answer(self, lively: World) -> None:
        thread = ask(lively)
        post_message(
            by=lively.amina,
            for_organisation=lively.severnside,
            thread=thread,
            text="Anybody?",
            at=timezone.now() - days(2.5),
        )
        assert len(sentences(lively, "question")) == 1

    def test_an_answer_is_unless_it_was_removed(self, lively: World) -> None:
        thread = ask(lively)
        answer = post_message(
            by=lively.ben,
            for_organisation=lively.kingsholm,
            thread=thread,
            text="Ours stay.",
            at=timezone.now() - days(2.5),
        )
        assert sentences(lively, "question") == []
        remove_message(by=lively.ben, message=answer)
        assert len(sentences(lively, "question")) == 1

    def test_a_question_that_was_removed_waits_for_nothing(self, lively: World) -> None:
        thread = ask(lively)
        remove_message(by=lively.amina, message=thread.message_set.get())
        assert sentences(lively, "question") == []

    def test_what_leads_write_and_other_spaces_are_not_there(self, lively: World) -> None:
        ask(lively, by=lively.lead, for_organisation=lively.lead_body)
        ask(lively, space=lively.ward)
        ask(lively, ago=200)
        assert sentences(lively, "question") == []

    def test_a_steward_counts_only_what_they_see(self, lively: World) -> None:
        ask(lively)
        ask(lively, "In public?", space=lively.surgery)
        assert len(sentences(lively, "question")) == 2
        assert sentences(lively, "question", lively.steward) == ["In public? has no reply"]

    def test_fellows_who_list_a_word_of_its_title_and_see_it(self, lively: World) -> None:
        for person, organisation, collaborative in (
            (lively.ben, lively.kingsholm, lively.west),
            (lively.outsider, lively.fenland, lively.east),
        ):
            name_fellow(
                by=lively.steward,
                person=person,
                supported_by=organisation,
                collaborative=collaborative,
            )
            describe_expertise(by=again(person), topics=["Sensor mats", "Sleep"])
        ask(lively)
        ask(lively, "Which sensor mat holds?", space=lively.surgery)
        ask(lively, "Which chairs?")
        does = {row.named: row for row in read(lively).lines}
        [inside, public, other] = [
            does[f"“{title}”"]
            for title in ("Which sensor mats work?", "Which sensor mat holds?", "Which chairs?")
        ]
        assert [each.label for each in inside.does] == ["Ask Ben", "Leave it"]
        assert inside.meta[1].text == "1 fellow lists this: Ben Hughes"
        assert public.meta[1].text == "2 fellows list this: Ben Hughes, Olu Adeyemi"
        assert [each.label for each in other.does] == ["Answer", "Leave it"]

    def test_no_fellow_is_asked_about_what_does_not_reach_them(self, lively: World) -> None:
        for person, organisation, collaborative in (
            (lively.ben, lively.kingsholm, lively.west),
            (lively.outsider, lively.fenland, lively.east),
        ):
            name_fellow(
                by=lively.steward,
                person=person,
                supported_by=organisation,
                collaborative=collaborative,
            )
            describe_expertise(by=again(person), topics=["Sensor mats"])
        thread = ask(lively, space=lively.medicines)
        [line] = read(lively).lines
        assert line.meta[1].text == "2 fellows list this: Ben Hughes, Olu Adeyemi"
        Thread.objects.filter(pk=thread.pk).update(reach="members")
        [line] = read(lively).lines
        assert line.meta[1].text == "1 fellow lists this: Ben Hughes"

    def test_what_a_reader_does_not_see_is_not_counted_for_them(self, lively: World) -> None:
        for number in range(3):
            ask(lively, f"Hidden {number}?", space=lively.medicines, ago=9 + number)
        Thread.objects.update(reach="members")
        ask(lively, "Open?", space=lively.medicines)
        shown = read(lively, lively.steward, size=2)
        assert [line.named for line in shown.lines] == ["“Open?”"]
        assert (shown.total, shown.oldest, shown.after) == (1, 3, "")
        assert shown.counts[Group.DISCUSSIONS] == 1
        assert read(lively).total == 4


class TestGuests:
    def test_a_guest_whose_time_ends_within_a_fortnight(self, lively: World) -> None:
        now = timezone.now()
        Place.objects.filter(guest_until__gt=now).update(guest_until=now + days(13.9))
        [line] = read(lively).lines  # of the falls space; the group's is not of the collaborative
        assert line.sentence.text == "Gwen Moss is a guest of Falls and frailty for 14 days more"
        shown = read_desk(sit(lively))
        assert (shown.total, shown.later, shown.rows) == (0, 1, [])
        assert shown.counts[Group.PEOPLE] == 0
        assert len(read_desk(sit(lively), later=True).rows) == 1
        Place.objects.filter(guest_until__gt=now).update(guest_until=now + days(2))
        assert len(read_desk(sit(lively)).rows) == 1
        Place.objects.filter(guest_until__gt=now).update(guest_until=now + days(15))
        assert read(lively).total == 0

    def test_only_for_whoever_looks_after_the_space(self, lively: World) -> None:
        now = timezone.now()
        Place.objects.filter(guest_until__gt=now).update(guest_until=now + days(5))
        assert read(lively, lively.steward).total == 0


def test_whoever_waits_comes_first_and_the_counts_are_exact(lively: World) -> None:
    ask(lively, "Older?", ago=9)
    ask(lively, "Newer?", ago=4)
    nadia = again(lively.signed_up)
    request_affiliation(by=nadia, organisation=lively.severnside, at=timezone.now() - days(6))
    Person.objects.filter(pk=lively.ben.pk).update(active_on=timezone.localdate() - days(300))
    now = timezone.now()
    Place.objects.filter(guest_until__gt=now).update(guest_until=now + days(2))
    shown = read(lively)
    assert [line.key.source for line in shown.lines] == [
        "question",
        "affiliation",
        "question",
        "quiet",
        "guest",
    ]
    assert shown.oldest == 9
    assert shown.counts == {Group.PEOPLE: 2, Group.ORGANISATIONS: 1, Group.DISCUSSIONS: 2}
    for group in Group:
        assert len(read(lively, show=group).lines) == shown.counts[group]


def test_each_page_says_what_is_due_later(lively: World) -> None:
    ask(lively, "Older?", ago=9)
    ask(lively, "Newer?", ago=4)
    now = timezone.now()
    Place.objects.filter(guest_until__gt=now).update(guest_until=now + days(9))
    first = read_desk(sit(lively), size=1)
    last = read_desk(sit(lively), size=1, after=first.after)
    assert first.after and not last.after
    for page in (first, last):
        assert (page.total, page.later, page.later_from) == (2, 1, now + days(9))


def test_a_long_desk_has_pages_without_gaps(lively: World) -> None:
    for number in range(7):
        ask(lively, f"Question {number}?", ago=3 + number)
    seen, after = [], ""
    while True:
        shown = read(lively, after=after, size=3)
        assert shown.total == 7
        seen += [line.named for line in shown.lines]
        after = shown.after
        if not after:
            break
    assert seen == [f"“Question {number}?”" for number in reversed(range(7))]
    assert len(read(lively, after="nonsense").lines) == 7


def test_what_matches_fellows_is_imported_by_itself() -> None:
    alone = "import django; django.setup(); import collab.desk.matching"
    done = subprocess.run([sys.executable, "-c", alone], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_every_source_has_a_name_of_its_own() -> None:
    assert [source.name for source in SOURCES.values()] == list(SOURCES)


def test_somebody_new_is_no_guest(lively: World) -> None:
    nina = sign_up("Nina New")
    give_place(by=lively.lead, space=lively.falls, person=nina, role=Place.Role.READER)
    assert read(lively).total == 0
