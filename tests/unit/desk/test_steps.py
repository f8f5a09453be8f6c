"""Doing something about a line of the desk, in place, and undoing it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from collab.base.access.permissions import NotPermitted
from collab.base.accounts.models import Person
from collab.base.mail.handing_over import hand_over
from collab.base.mail.models import Mail
from collab.desk.actions.joining import ask_to_join
from collab.desk.actions.settings import count_as_quiet
from collab.desk.actions.steps import Settled, take_step, undo_step
from collab.desk.desk import Desk
from collab.desk.mails import TooLate
from collab.desk.models import DeskSettings, Step
from collab.desk.reading import Done, read_desk
from discussions.actions import post_message
from discussions.models import Thread
from fellows.actions import describe_expertise
from networks.actions.collaboratives import appoint, name_fellow
from networks.actions.invitations import invite
from networks.actions.organisations import (
    confirm_affiliation,
    decline_affiliation,
    reconsider_affiliation,
    request_affiliation,
)
from networks.models import Affiliation, Invitation, LedgerRow, Membership, Place, TooLateToUndo
from tests.unit.desk.test_sources import ask, days, lively
from tests.unit.interventions.pages import get, signed_in
from tests.world import World, again, join, sign_up

__all__ = ["lively"]


@pytest.fixture
def owen(lively: World) -> Person:
    """A second lead."""
    appoint(
        by=lively.steward,
        person=lively.facilitator,
        collaborative=lively.west,
        organisation=lively.severnside,
        role="lead",
    )
    return again(lively.facilitator)


def quiet(world: World) -> None:
    Person.objects.filter(pk=world.ben.pk).update(active_on=timezone.localdate() - days(50))


def asking(world: World) -> Affiliation:
    return request_affiliation(
        by=again(world.signed_up), organisation=world.severnside, at=timezone.now() - days(3)
    )


def rows(world: World, person: Person | None = None) -> list[object]:
    desk = Desk(world.west, again(person or world.lead), timezone.now())
    return read_desk(desk, with_later=True).rows


def do(world: World, what: str, by: Person | None = None) -> Step:
    """Press the button of the first line."""
    [line] = [row for row in rows(world) if not isinstance(row, Done)]
    return press(world, line.key.source, what, line.key.about, by)


def press(world: World, source: str, what: str, about: str, by: Person | None = None) -> Step:
    return take_step(
        by=again(by or world.lead),
        collaborative=world.west,
        source=source,
        what=what,
        about=about,
    )


def undo(step: Step, by: Person) -> Step:
    return undo_step(by=again(by), step=Step.objects.get(pk=step.pk))


@pytest.fixture
def something(lively: World, request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """One line of each sort, with what is done about it."""
    match request.param:
        case ("affiliation", _):
            asking(lively)
        case ("quiet", _):
            quiet(lively)
        case ("invitation", _):
            sent = invite(
                by=again(lively.lead),
                to="tess@people.example",
                organisation=lively.severnside,
                role="member",
                collaborative=lively.west,
            )
            Invitation.objects.filter(pk=sent.pk).update(sent_at=timezone.now() - days(8))
            Mail.objects.update(state=Mail.State.HANDED_OVER)
        case ("join", _):
            farah = sign_up("Farah Aziz")
            join(farah, lively.fenland, by=lively.steward, role="safety_lead")
            ask_to_join(
                by=again(farah),
                organisation=lively.fenland,
                collaborative=lively.west,
                sponsor_name="Helen Frost",
                reason="To learn.",
                at=timezone.now() - days(4),
            )
        case ("guest", _):
            until = timezone.now() + days(5)
            Place.objects.filter(guest_until__gt=timezone.now()).update(guest_until=until)
        case ("question", _):
            name_fellow(
                by=lively.steward,
                person=lively.ben,
                supported_by=lively.kingsholm,
                collaborative=lively.west,
            )
            describe_expertise(by=again(lively.ben), topics=["Sensor mats"])
            ask(lively)
    yield request.param


EVERYTHING = [
    ("join", "accept"),
    ("affiliation", "confirm"),
    ("affiliation", "decline"),
    ("quiet", "remind"),
    ("quiet", "leave"),
    ("guest", "extend"),
    ("guest", "let"),
    ("invitation", "withdraw"),
    ("question", "ask"),
    ("question", "leave"),
]


@pytest.mark.parametrize("something", EVERYTHING, indirect=True, ids=" ".join)
def test_what_is_done_stands_in_its_place_until_it_is_undone(
    lively: World, something: tuple[str, str]
) -> None:
    source, what = something
    [before] = rows(lively)
    step = do(lively, what)
    assert (step.source, step.what) == (source, what)
    [done] = rows(lively)
    assert isinstance(done, Done)
    assert done.says.startswith("You ")
    assert done.key == before.key
    undo(step, lively.lead)
    [after] = rows(lively)
    assert after == before


@pytest.mark.parametrize("something", EVERYTHING, indirect=True, ids=" ".join)
def test_pressing_twice_does_and_undoes_it_once(lively: World, something: tuple[str, str]) -> None:
    source, what = something
    step = do(lively, what)
    told = LedgerRow.objects.count()
    assert press(lively, source, what, step.about) == step
    assert (Step.objects.count(), LedgerRow.objects.count()) == (1, told)
    undo(step, lively.lead)
    told = LedgerRow.objects.count()
    undo(step, lively.lead)
    assert LedgerRow.objects.count() == told


@pytest.mark.parametrize("something", EVERYTHING, indirect=True, ids=" ".join)
def test_the_second_of_two_leads_is_told_who_was_quicker(
    lively: World, owen: Person, something: tuple[str, str]
) -> None:
    source, what = something
    [line] = rows(lively)
    press(lively, source, what, line.key.about, owen)
    assert rows(lively) == []
    with pytest.raises(Settled, match="Owen Price has dealt with that already"):
        press(lively, source, what, line.key.about)
    with pytest.raises(TooLate, match="Whoever did it"):
        undo(Step.objects.get(), lively.lead)


@pytest.mark.parametrize("something", EVERYTHING, indirect=True, ids=" ".join)
def test_after_ten_minutes_it_stays_done(lively: World, something: tuple[str, str]) -> None:
    step = do(lively, something[1])
    with time_machine.travel(timezone.now() + timedelta(minutes=10, seconds=1)):
        assert rows(lively) == []
        with pytest.raises(TooLate, match="ten minutes"):
            undo(step, lively.lead)


@pytest.mark.parametrize("something", EVERYTHING, indirect=True, ids=" ".join)
def test_nobody_else_does_it(lively: World, something: tuple[str, str]) -> None:
    source, what = something
    [line] = rows(lively)
    for person in (lively.ben, lively.facilitator, lively.outsider, lively.signed_up):
        with pytest.raises(NotPermitted):
            press(lively, source, what, line.key.about, person)
    step = do(lively, what)
    lively.west.appointment_set.update(ended_at=timezone.now(), ended_by=lively.steward)
    with pytest.raises(NotPermitted):
        undo(step, lively.lead)
    assert not Step.objects.filter(undone_at__isnull=False).exists()


class TestRequests:
    def test_a_lead_confirms_a_member_and_takes_it_back(self, lively: World) -> None:
        request = asking(lively)
        step = do(lively, "confirm")
        request.refresh_from_db()
        assert (request.role, request.confirmed_by) == ("member", lively.lead)
        undo(step, lively.lead)
        request.refresh_from_db()
        assert (request.confirmed_at, request.confirmed_by, request.ended_at) == (None, None, None)
        kinds = LedgerRow.objects.filter(subject=f"affiliation:{request.uid}").order_by("seq")
        assert [row.kind for row in kinds] == [
            "affiliation.requested",
            "affiliation.confirmed",
            "affiliation.reopened",
        ]

    def test_a_lead_declines_with_a_reason_and_takes_it_back(self, lively: World) -> None:
        request = asking(lively)
        lead = signed_in(lively.lead)
        here = f"/c/{lively.west.uid}/desk"
        page = f"{here}/affiliation/{request.uid}/why-not"
        assert page in get(lead, here)
        assert "asks to belong to" in get(lead, page)
        why = "Ask the practice manager first."
        html = lead.post(page, {"reason": why, "next": here}, follow=True).content.decode()
        assert "You declined" in html
        request.refresh_from_db()
        assert (request.ended_by, request.reason) == (lively.lead, why)
        assert lead.get(page).url == here
        undo(Step.objects.get(), lively.lead)
        request.refresh_from_db()
        assert (request.ended_at, request.reason) == (None, "")

    def test_what_they_were_given_meanwhile_ends_with_it(self, lively: World) -> None:
        step = do_confirm(lively)
        Place.objects.create(
            space=lively.surgery,
            person=lively.signed_up,
            organisation=lively.severnside,
            role="reader",
            by=lively.lead,
        )
        undo(step, lively.lead)
        assert not Place.objects.current().filter(person=lively.signed_up).exists()

    def test_a_lead_decides_for_no_organisation_that_looks_after_itself(
        self, lively: World
    ) -> None:
        request = request_affiliation(by=again(lively.signed_up), organisation=lively.kingsholm)
        whose = {"by": again(lively.lead), "affiliation": request}
        for decide in (confirm_affiliation, decline_affiliation, reconsider_affiliation):
            with pytest.raises(NotPermitted):
                decide(**whose)
            with pytest.raises(NotPermitted):
                decide(**whose, through=lively.west)

    def test_nor_of_another_collaborative_nor_in_more_than_a_members_role(
        self, lively: World
    ) -> None:
        away = request_affiliation(by=again(lively.signed_up), organisation=lively.fenland)
        here = request_affiliation(by=again(lively.signed_up), organisation=lively.severnside)
        lead = again(lively.lead)
        for through in (lively.west, lively.east):
            with pytest.raises(NotPermitted):
                confirm_affiliation(by=lead, affiliation=away, through=through)
        with pytest.raises(NotPermitted):
            confirm_affiliation(by=lead, affiliation=here, through=lively.west, role="safety_lead")
        Membership.objects.filter(organisation=lively.severnside).update(
            ended_at=timezone.now(), ended_by=lively.steward
        )
        with pytest.raises(NotPermitted):
            confirm_affiliation(by=lead, affiliation=here, through=lively.west)

    def test_somebody_elses_decision_is_not_taken_back(self, lively: World) -> None:
        request = asking(lively)
        confirm_affiliation(by=lively.steward, affiliation=request)
        with pytest.raises(TooLateToUndo):
            reconsider_affiliation(by=again(lively.lead), affiliation=request, through=lively.west)

    def test_a_safety_lead_is_reminded_once_a_week(self, lively: World) -> None:
        request_affiliation(
            by=again(lively.signed_up),
            organisation=lively.kingsholm,
            at=timezone.now() - days(8),
        )
        step = do(lively, "remind")
        assert step.to == lively.ben
        with time_machine.travel(timezone.now() + days(6.9)):
            assert rows(lively) == []
        with time_machine.travel(timezone.now() + days(7.1)):
            assert [row.key.source for row in rows(lively)] == ["affiliation"]


def do_confirm(world: World) -> Step:
    asking(world)
    return do(world, "confirm")


class TestReminders:
    def test_a_mail_waits_until_it_can_no_longer_be_undone(self, lively: World) -> None:
        quiet(lively)
        step = do(lively, "remind")
        mail = Mail.objects.get()
        assert (mail.to, mail.uid) == (lively.ben.email, step.mail)
        assert "We have not heard from Kingsholm Infirmary" in mail.text
        assert f"/c/{lively.west.uid}" in mail.text
        undo(step, lively.lead)
        mail.refresh_from_db()
        assert (mail.state, mail.text) == (Mail.State.NOT_WANTED, "")

    def test_what_has_left_cannot_be_undone(self, lively: World) -> None:
        quiet(lively)
        step = do(lively, "remind")
        hand_over(step.mail)
        with pytest.raises(TooLate, match="left already"):
            undo(step, lively.lead)
        assert Step.objects.get().undone_at is None

    def test_whoever_looks_after_it_no_longer_gets_none(self, lively: World) -> None:
        quiet(lively)
        step = do(lively, "remind")
        Affiliation.objects.filter(person=lively.ben).update(
            ended_at=timezone.now(), ended_by=lively.steward
        )
        hand_over(step.mail)
        assert Mail.objects.get().state == Mail.State.NOT_WANTED

    def test_an_organisation_is_reminded_once_a_fortnight(self, lively: World) -> None:
        quiet(lively)
        do(lively, "remind")
        with time_machine.travel(timezone.now() + days(13.9)):
            assert "quiet" not in {row.key.source for row in rows(lively)} or all(
                row.key.about != lively.kingsholm.uid for row in rows(lively)
            )
        with time_machine.travel(timezone.now() + days(14.1)):
            assert lively.kingsholm.uid in {row.key.about for row in rows(lively)}

    def test_of_a_question_that_was_answered_nobody_is_asked(self, lively: World) -> None:
        step = self.ask_ben(lively)
        post_message(
            by=lively.facilitator,
            for_organisation=lively.severnside,
            thread=Thread.objects.get(),
            text="Ours do.",
        )
        hand_over(step.mail)
        assert Mail.objects.get().state == Mail.State.NOT_WANTED

    def test_whoever_was_asked_is_not_asked_again(self, lively: World) -> None:
        self.ask_ben(lively)
        with time_machine.travel(timezone.now() + days(7.1)):
            [line] = rows(lively)
            assert [each.label for each in line.does] == ["Answer", "Leave it"]

    def ask_ben(self, world: World) -> Step:
        name_fellow(
            by=world.steward,
            person=world.ben,
            supported_by=world.kingsholm,
            collaborative=world.west,
        )
        describe_expertise(by=again(world.ben), topics=["Sensor mats"])
        ask(world)
        step = do(world, "ask")
        assert step.to == world.ben
        return step


def test_a_guest_stays_thirty_days_longer(lively: World) -> None:
    until = timezone.now() + days(5)
    Place.objects.filter(guest_until__gt=timezone.now()).update(guest_until=until)
    do(lively, "extend")
    place = Place.objects.current().get(space=lively.falls, person=lively.guest)
    assert place.guest_until == until + days(30)
    assert place.role == "contributor"


def test_a_guest_who_was_changed_since_is_left_alone(lively: World) -> None:
    until = timezone.now() + days(5)
    Place.objects.filter(guest_until__gt=timezone.now()).update(guest_until=until)
    step = do(lively, "extend")
    Place.objects.current().filter(person=lively.guest).update(guest_until=until + days(60))
    with pytest.raises(TooLate, match="changed since"):
        undo(step, lively.lead)


def test_what_no_line_offers_is_not_done(lively: World) -> None:
    asking(lively)
    [line] = rows(lively)
    for source, what, about in (
        ("affiliation", "remind", line.key.about),
        ("nothing", "confirm", line.key.about),
        ("affiliation", "confirm", "000000000000"),
    ):
        with pytest.raises(Settled):
            press(lively, source, what, about)
    assert not Step.objects.exists()


class TestQuiet:
    def test_who_changed_it_and_when_is_kept(self, lively: World) -> None:
        lead = again(lively.lead)
        count_as_quiet(by=lead, collaborative=lively.west, quiet_days=45)
        settings = DeskSettings.objects.get()
        assert (settings.quiet_days, settings.by) == (45, lead)
        assert settings.at is not None

    @pytest.mark.parametrize("count", [6, 366, -1, 0])
    def test_only_from_a_week_to_a_year(self, lively: World, count: int) -> None:
        with pytest.raises(ValidationError):
            count_as_quiet(by=again(lively.lead), collaborative=lively.west, quiet_days=count)
        assert not DeskSettings.objects.exists()

    def test_only_by_leads_and_stewards(self, lively: World) -> None:
        for person in (lively.ben, lively.facilitator, lively.outsider):
            with pytest.raises(NotPermitted):
                count_as_quiet(by=again(person), collaborative=lively.west, quiet_days=45)


class TestInvitations:
    def sent(self, world: World, *, ago: float, by: Person | None = None) -> Invitation:
        through = {"collaborative": world.west} if by is None else {}
        row = invite(
            by=again(by or world.lead),
            to=f"tess{ago}@people.example",
            name="Tess Hill",
            organisation=world.kingsholm if by else world.severnside,
            role="member",
            **through,
        )
        Invitation.objects.filter(pk=row.pk).update(sent_at=timezone.now() - days(ago))
        return row

    def test_those_of_the_leads_that_wait_for_a_week_are_there(self, lively: World) -> None:
        self.sent(lively, ago=6.9)
        self.sent(lively, ago=20, by=lively.ben)
        assert rows(lively) == []
        self.sent(lively, ago=7.1)
        [line] = rows(lively)
        says = "Tess Hill has not taken up the invitation to Severnside Hospitals"
        assert line.sentence.text == says

    def test_one_that_has_expired_is_there_at_once(self, lively: World) -> None:
        row = self.sent(lively, ago=1)
        Invitation.objects.filter(pk=row.pk).update(expires_at=timezone.now())
        [line] = rows(lively)
        assert line.meta[-1].text == "the link has expired"

    def test_what_was_sent_again_is_told_and_cannot_be_undone(self, lively: World) -> None:
        self.sent(lively, ago=8)
        step = do(lively, "again")
        [done] = rows(lively)
        assert done.final
        assert press(lively, "invitation", "again", step.about) == step
        with pytest.raises(TooLate, match="left already"):
            undo(step, lively.lead)
