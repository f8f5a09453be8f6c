"""What somebody waited for is decided: they get one notice and one mail, with what comes next."""

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from collab.base.forgetting.reasons import PurgeReason
from collab.base.mail.models import Mail
from collab.desk.actions.joining import decline_with_reason, discussion_of, reconsider
from collab.notifications.models import Notice
from collab.notifications.reading import notices_of
from collab.notifications.telling import tell_what_happened
from collab.notifications.words import told
from discussions.actions import purge_message, remove_message
from discussions.models import Message
from networks.actions.collaboratives import close_collaborative
from networks.actions.domains import (
    confirm_domain,
    decline_domain,
    give_domain_back,
    reconsider_domain,
    take_domain_away,
)
from networks.actions.joining import accept_join, take_back_decision, withdraw_join
from networks.actions.organisations import (
    confirm_affiliation,
    decline_affiliation,
    end_affiliation,
    reconsider_affiliation,
)
from networks.actions.registering import (
    confirm_registration,
    decline_registration,
    merge_registration,
)
from networks.actions.registering import take_back_decision as take_registration_back
from networks.actions.spaces import reopen_space
from networks.events import EVENTS
from networks.jobs import tell_whose_domain_went
from networks.models import Affiliation, LedgerRow
from networks.models.removal import UNDO_WITHIN
from tests.jobs import run_due_jobs
from tests.unit.access.scene import Scene
from tests.world import again


@pytest.fixture
def scene(scene: Scene) -> Scene:
    """Everything waits, and all that led there is told."""
    tell_what_happened()
    Notice.objects.all().delete()
    Mail.objects.all().delete()
    return scene


def ended_part(scene: Scene) -> None:
    held = Affiliation.objects.confirmed().get(person=scene.world.outsider)
    end_affiliation(by=scene.world.steward, affiliation=held)


def domain_gone(scene: Scene) -> None:
    """A domain goes by which somebody belonged."""
    confirmed = confirm_domain(by=scene.world.steward, domain=scene.domain)
    tell_what_happened()
    Notice.objects.all().delete()
    Mail.objects.all().delete()
    held = Affiliation.objects.confirmed().filter(person=scene.world.outsider)
    held.update(email_domain=confirmed)
    domain, people = take_domain_away(by=scene.world.steward, domain=confirmed)
    assert people == 1
    tell_whose_domain_went.func(uid=domain.uid)
    tell_whose_domain_went.func(uid=domain.uid)


DECISIONS: dict[str, tuple[Callable[[Scene], object], str]] = {
    "affiliation.confirmed": (
        lambda it: confirm_affiliation(by=it.world.ben, affiliation=it.waiting, role="member"),
        "See Kingsholm Infirmary",
    ),
    "affiliation.declined": (
        lambda it: decline_affiliation(by=it.world.ben, affiliation=it.waiting),
        "See Kingsholm Infirmary",
    ),
    "affiliation.ended": (ended_part, "See Fenland"),
    "affiliation.ended by its domain": (domain_gone, "ask to join"),
    "registration.confirmed": (
        lambda it: confirm_registration(by=it.world.steward, registration=it.registered),
        "Everybody finds",
    ),
    "registration.merged": (
        lambda it: merge_registration(
            by=it.world.steward, registration=it.registered, into=it.world.kingsholm
        ),
        "as Kingsholm Infirmary",
    ),
    "registration.declined": (
        lambda it: decline_registration(
            by=it.world.steward, registration=it.registered, reason="It closed."
        ),
        "for this reason: It closed.",
    ),
    "domain.confirmed": (
        lambda it: confirm_domain(by=it.world.steward, domain=it.domain),
        "whoever proves an address there",
    ),
    "domain.declined": (
        lambda it: decline_domain(by=it.world.steward, domain=it.domain, reason="Others use it."),
        "Others use it.",
    ),
    "join.accepted": (
        lambda it: accept_join(by=it.world.lead, request=it.asked),
        "Open the request",
    ),
    "join.declined": (
        lambda it: decline_with_reason(by=it.world.lead, request=it.asked, reason="Ask the East."),
        "The reason: Ask the East.",
    ),
    "join.withdrawn": (
        lambda it: withdraw_join(by=it.world.steward, request=it.asked),
        "Open the request",
    ),
    "join.closed": (
        lambda it: close_collaborative(by=it.world.steward, collaborative=it.asked.collaborative),
        "was closed",
    ),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_one_decision_gives_one_notice_and_one_mail(scene: Scene, name: str) -> None:
    decide, says_further = DECISIONS[name]
    decide(scene)
    tell_what_happened()
    tell_what_happened()
    [notice] = Notice.objects.select_related("person", "actor")
    [mail] = Mail.objects.all()
    assert notice.event == name.partition(" ")[0]
    assert (mail.kind, mail.to) == ("decision", notice.person.email)
    assert says_further in mail.text
    [row] = told(notices_of(again(notice.person)), again(notice.person))
    assert row.title == mail.subject
    assert notice.actor.name in row.title


REOPENED = {
    "affiliation.confirmed": "affiliation.reopened",
    "affiliation.declined": "affiliation.reopened",
    "registration.confirmed": "registration.decision_taken_back",
    "domain.confirmed": "domain.reopened",
    "domain.declined": "domain.reopened",
    "join.declined": "join.reopened",
}


@pytest.mark.parametrize("name", REOPENED)
def test_whoever_was_told_of_a_decision_is_told_when_it_is_taken_back(
    scene: Scene, name: str
) -> None:
    decide, _says_further = DECISIONS[name]
    decide(scene)
    tell_what_happened()
    Mail.objects.update(state=Mail.State.HANDED_OVER)
    TAKEN_BACK[name](scene)
    tell_what_happened()
    notice = Notice.objects.select_related("person").latest("seq")
    assert notice.event == REOPENED[name]
    mail = Mail.objects.exclude(state=Mail.State.HANDED_OVER).get()
    assert mail.to == notice.person.email
    assert "took back the decision" in mail.subject
    assert "waiting again" in mail.subject


def test_why_somebody_is_declined_stands_in_the_notice_and_in_the_mail(scene: Scene) -> None:
    why = "Ask with your work address."
    declined = decline_affiliation(by=scene.world.ben, affiliation=scene.waiting, reason=why)
    tell_what_happened()
    notice = Notice.objects.get()
    [row] = told(notices_of(again(notice.person)), again(notice.person))
    assert row.first_line == why
    assert f"The reason: {why}" in Mail.objects.get().text
    assert reconsider_affiliation(by=scene.world.ben, affiliation=declined).reason == ""


def test_every_decision_is_tried() -> None:
    tried = {name.partition(" ")[0] for name in DECISIONS} | set(REOPENED.values())
    assert tried == {name for name, event in EVENTS.items() if event.decision}


def domain_back(scene: Scene) -> None:
    """And with it whoever has proven an address there."""
    person = scene.world.outsider
    address = EmailAddress.objects.create(user=person, email="olu@here.example", verified=True)
    Affiliation.objects.filter(person=person).update(address=address)
    _domain, people = give_domain_back(by=scene.world.steward, domain=scene.domain)
    assert people == 1


TAKEN_BACK: dict[str, Callable[[Scene], object]] = {
    "affiliation.confirmed": lambda it: reconsider_affiliation(
        by=it.world.ben, affiliation=it.waiting
    ),
    "affiliation.declined": lambda it: reconsider_affiliation(
        by=it.world.ben, affiliation=it.waiting
    ),
    "affiliation.ended by its domain": domain_back,
    "registration.confirmed": lambda it: take_registration_back(
        by=it.world.steward, registration=it.registered
    ),
    "registration.merged": lambda it: take_registration_back(
        by=it.world.steward, registration=it.registered
    ),
    "registration.declined": lambda it: take_registration_back(
        by=it.world.steward, registration=it.registered
    ),
    "domain.confirmed": lambda it: reconsider_domain(by=it.world.steward, domain=it.domain),
    "domain.declined": lambda it: reconsider_domain(by=it.world.steward, domain=it.domain),
    "join.accepted": lambda it: reconsider(by=it.world.lead, request=it.asked),
    "join.declined": lambda it: reconsider(by=it.world.lead, request=it.asked),
}


def mailed() -> list[str]:
    """What mails tell that are sent or still will be."""
    return [
        each.subject
        for each in Mail.objects.exclude(text="")
        if "took back the decision" not in each.subject
    ]


@pytest.mark.parametrize("name", TAKEN_BACK)
def test_what_is_taken_back_before_anybody_looked_is_not_mailed(scene: Scene, name: str) -> None:
    decide, _says_further = DECISIONS[name]
    decide(scene)
    TAKEN_BACK[name](scene)
    tell_what_happened()
    assert mailed() == []


@pytest.mark.parametrize("name", [name for name in TAKEN_BACK if "domain" not in name])
def test_what_is_taken_back_while_its_mail_waits_is_not_mailed(scene: Scene, name: str) -> None:
    decide, _says_further = DECISIONS[name]
    decide(scene)
    tell_what_happened()
    assert len(mailed()) == 1
    TAKEN_BACK[name](scene)
    tell_what_happened()
    assert mailed() == []


def test_what_is_decided_again_before_anybody_looked_is_mailed_once(scene: Scene) -> None:
    for _ in range(2):
        accepted = accept_join(by=scene.world.lead, request=scene.asked)
        waiting = take_back_decision(by=scene.world.lead, request=accepted)
    accept_join(by=scene.world.lead, request=waiting)
    tell_what_happened()
    assert [each.partition(":")[0] for each in mailed()] == ["Priya Nair accepted"]
    assert Mail.objects.count() == 1


def test_that_a_decision_to_join_was_taken_back_is_told(scene: Scene) -> None:
    accepted = accept_join(by=scene.world.lead, request=scene.asked)
    tell_what_happened()
    take_back_decision(by=scene.world.lead, request=accepted)
    tell_what_happened()
    [mail] = Mail.objects.exclude(text="")
    assert "took back the decision" in mail.subject
    assert Notice.objects.filter(event="join.reopened").count() == 1


def test_a_reason_that_was_taken_out_is_not_mailed(scene: Scene) -> None:
    lead = scene.world.lead
    decline_with_reason(by=lead, request=scene.asked, reason="Ask the East.")
    said = Message.objects.filter(thread=discussion_of(scene.asked)).latest("n")
    later = timezone.now() + UNDO_WITHIN
    reopen_space(by=again(lead), space=scene.asked.space, at=later)
    purge_message(by=again(lead), message=said, reason=PurgeReason.PATIENT)
    tell_what_happened()
    [mail] = Mail.objects.all()
    assert "Ask the East." not in mail.text


def test_a_reason_that_is_removed_while_its_mail_waits_is_not_mailed(scene: Scene) -> None:
    lead = scene.world.lead
    decline_with_reason(by=lead, request=scene.asked, reason="Ask the East.")
    tell_what_happened()
    said = Message.objects.filter(thread=discussion_of(scene.asked)).latest("n")
    later = timezone.now() + UNDO_WITHIN
    reopen_space(by=again(lead), space=scene.asked.space, at=later)
    remove_message(by=again(lead), message=said)
    run_due_jobs()
    assert Mail.objects.get(kind="decision").state == Mail.State.NOT_WANTED


def test_who_decides_about_their_own_is_told_nothing(scene: Scene) -> None:
    held = Affiliation.objects.confirmed().get(person=scene.world.outsider)
    end_affiliation(by=scene.world.outsider, affiliation=held)
    tell_what_happened()
    assert LedgerRow.objects.filter(kind="affiliation.ended").exists()
    assert not Notice.objects.exists()
    assert not Mail.objects.exists()
