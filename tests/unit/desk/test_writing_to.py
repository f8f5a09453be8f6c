"""A lead writes to members: who gets it, once, and who does not see it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.models import F

from collab.base.access.permissions import NotPermitted
from collab.base.accounts.models import Person
from collab.base.live.idempotency import KeyUsedForOtherText
from collab.base.mail.handing_over import hand_over
from collab.base.mail.models import Mail
from collab.base.security.models import SecurityEntry
from collab.desk import jobs
from collab.desk.actions.writing_to import CannotWriteTo, write_to
from collab.desk.jobs import mail_thread
from collab.security_log.reading import lines, matching
from discussions.actions import move_thread, post_message, remove_message
from discussions.models import Message, Thread
from networks.actions.places import give_place
from networks.members import people_in
from networks.models import Place, Space
from tests.jobs import run_due_jobs
from tests.unit.interventions.pages import signed_in
from tests.world import World, again

TEXT = "Please say **yes or no** by Monday."


def written(world: World, *people: Person, **how: object) -> Thread:
    said = {"by": world.lead, "people": people, "title": "Who comes on Tuesday?", "text": TEXT}
    return write_to(collaborative=world.west, **(said | how))


def mail_all(thread: Thread) -> list[str]:
    """Whom the mails go to, once the job was done for each batch."""
    after = 0
    while True:
        mail_thread.func(uid=thread.uid, space=thread.space.uid, after=after)
        there = Mail.objects.filter(kind="written_to")
        reached = Person.objects.filter(email__in=there.values("to")).order_by("pk").last()
        if reached is None or reached.pk == after:
            return sorted(there.values_list("to", flat=True))
        after = reached.pk


def test_those_who_are_written_to_see_it_and_answer_and_nobody_else_sees_it(world: World) -> None:
    thread = written(world, world.ben, world.amina)
    for person in (world.ben, world.amina, world.lead):
        assert Thread.objects.visible_to(again(person)).filter(pk=thread.pk).exists()
    for person in (world.facilitator, world.outsider, world.steward, world.guest):
        assert not Thread.objects.visible_to(again(person)).filter(pk=thread.pk).exists()
    answer = {"for_organisation": world.kingsholm, "thread": thread, "text": "Yes"}
    post_message(by=again(world.ben), **answer)
    assert thread.for_organisation == world.lead_body
    assert thread.space.visible_to_whom == "members"


def test_the_security_log_tells_of_each_who_was_given_sight(
    world: World, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with django_assert_max_num_queries(60) as few:
        space = written(world, world.ben).space
    people = [world.ben, world.amina, world.facilitator]
    with django_assert_max_num_queries(len(few)):
        space = written(world, *people).space
    given = SecurityEntry.objects.filter(kind=SecurityEntry.Kind.ROLE_GIVEN, by=world.lead.uid)
    given = given.filter(details__space=space.uid)
    assert sorted(given.values_list("about", flat=True)) == sorted(
        f"person:{person.uid}" for person in people
    )
    found = lines(matching({"who": "Amina Okafor"}).filter(pk__in=given), again(world.steward))
    [line] = found
    assert (line.who, line.about.words) == ("Priya Nair", "Amina Okafor")
    assert "Role: Contributor" in [str(each) for each in line.details]
    assert any(space.uid in str(each) for each in line.details)


def test_everybody_is_written_to_in_a_space_of_all(world: World) -> None:
    thread = written(world, world.ben, space=world.falls)
    assert thread.space == world.falls
    assert world.amina.email in mail_all(thread)
    assert Space.objects.filter(name__startswith="To:").count() == 0


def test_each_gets_one_mail_however_often_the_job_is_done(world: World, monkeypatch) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    thread = written(world, world.ben, world.amina, world.lead)
    to = sorted([world.ben.email, world.amina.email])
    assert mail_all(thread) == to
    assert mail_all(thread) == to
    mail = Mail.objects.get(to=world.ben.email)
    assert thread.get_absolute_url() in mail.text
    assert "Please say yes or no by Monday." in mail.text


def test_a_job_that_breaks_off_has_mailed_nobody(world: World, monkeypatch) -> None:
    thread = written(world, world.ben, world.amina)
    said, queue = [], jobs.queue_mail

    def broken(**mail: str) -> Mail:
        if said:
            raise DatabaseError("the database is away")
        said.append(mail)
        return queue(**mail)

    monkeypatch.setattr(jobs, "queue_mail", broken)
    with pytest.raises(DatabaseError):
        mail_thread.func(uid=thread.uid, space=thread.space.uid, after=0)
    assert not Mail.objects.filter(kind="written_to").exists()
    monkeypatch.undo()
    assert len(mail_all(thread)) == 2


def test_who_lost_sight_since_gets_no_mail(world: World, mailoutbox: list) -> None:
    thread = written(world, world.ben, world.amina)
    mail_all(thread)
    Place.objects.filter(person=world.ben, space=thread.space).update(ended_at=F("since"))
    for mail in Mail.objects.filter(kind="written_to"):
        hand_over(mail.uid)
    assert [each.to for each in mailoutbox] == [[world.amina.email]]


def test_what_was_removed_is_not_mailed(world: World) -> None:
    thread = written(world, world.ben)
    remove_message(by=world.lead, message=Message.objects.get(thread=thread))
    mail_thread.func(uid=thread.uid, space=thread.space.uid, after=0)
    assert not Mail.objects.filter(kind="written_to").exists()


def test_what_is_removed_while_its_mails_wait_is_not_mailed(world: World, mailoutbox: list) -> None:
    thread = written(world, world.ben, world.amina)
    mail_all(thread)
    first = Message.objects.get(thread=thread)
    hand_over(Mail.objects.get(to=world.ben.email).uid)
    remove_message(by=world.lead, message=first)
    hand_over(Mail.objects.get(to=world.amina.email).uid)
    assert [each.to for each in mailoutbox] == [[world.ben.email]]
    assert Mail.objects.get(to=world.amina.email).text == ""


def test_those_where_it_was_moved_meanwhile_are_not_mailed(world: World, monkeypatch) -> None:
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    thread = written(world, world.ben, world.amina)
    mail_thread.func(uid=thread.uid, space=thread.space.uid, after=0)
    assert Mail.objects.filter(kind="written_to").count() == 1
    owen = again(world.facilitator)
    give_place(by=world.lead, space=thread.space, person=owen, role=Place.Role.FACILITATOR)
    move_thread(by=again(owen), thread=thread, out_of=thread.space, into=world.falls)
    run_due_jobs()
    assert Mail.objects.filter(kind="written_to").count() == 1


def test_a_repeated_request_writes_once(world: World) -> None:
    first = written(world, world.ben, key="k")
    assert written(world, world.ben, key="k") == first
    with pytest.raises(KeyUsedForOtherText):
        written(world, world.amina, key="k")
    assert Space.objects.filter(name__startswith="To:").count() == 1


def test_nobody_and_too_many_are_not_written_to(world: World, monkeypatch) -> None:
    with pytest.raises(CannotWriteTo):
        written(world)
    with pytest.raises(CannotWriteTo):
        written(world, world.lead)
    monkeypatch.setattr("collab.desk.actions.writing_to.MOST", 1)
    with pytest.raises(CannotWriteTo):
        written(world, world.ben, world.amina)
    with pytest.raises(CannotWriteTo):
        written(world, world.ben, space=world.group)
    assert not Thread.objects.exists()


@pytest.mark.parametrize("name", ["amina", "ben", "facilitator", "outsider"])
def test_only_a_lead_writes_to_members(world: World, name: str) -> None:
    with pytest.raises(NotPermitted):
        written(world, world.guest, by=again(getattr(world, name)))


@pytest.mark.usefixtures("contexts")
def test_the_page_shows_who_gets_it_before_anything_is_sent(world: World) -> None:
    client = signed_in(world.lead)
    here = f"/c/{world.west.uid}/members/write?organisation=RZ0"
    page = client.get(here)
    assert "Write to 2 people" in page.text
    said = {
        "title": "Tuesday",
        "text": TEXT,
        "space": "",
        "people": page.context["form"]["people"].value(),
    }
    page = client.post(here, said)
    assert "<strong>yes or no</strong>" in page.text
    assert "Amina Okafor" in page.text
    assert not Thread.objects.exists()
    form = page.context["form"]
    said |= {"key": form["key"].value(), "people": form["people"].value(), "send": "1"}
    Person.objects.filter(pk=world.facilitator.pk).update(is_active=False)
    page = client.post(here, said)
    assert "others fit what you chose" in page.text
    assert not Thread.objects.exists()
    said |= {"people": page.context["form"]["people"].value()}
    page = client.post(here, said, follow=True)
    thread = Thread.objects.get()
    assert page.redirect_chain[-1][0] == thread.get_absolute_url()
    people = Place.objects.filter(space=thread.space).exclude(person=world.lead)
    assert [place.person for place in people] == [world.amina]


@pytest.mark.usefixtures("contexts")
def test_in_a_space_who_gets_it_are_those_who_take_part_there(world: World) -> None:
    """Gwen is a guest of the falls space alone; Nadia is named in Safer surgery, one by one."""
    give_place(
        by=world.lead, space=world.surgery, person=world.signed_up, role=Place.Role.CONTRIBUTOR
    )
    client, here = signed_in(world.lead), f"/c/{world.west.uid}/members/write"
    everybody = {"Amina Okafor", "Ben Hughes", "Owen Price"}
    there = {
        world.falls: everybody | {"Gwen Moss"},
        world.surgery: everybody | {"Nadia Rahman"},
        world.medicines: everybody,
        None: everybody | {"Gwen Moss"},
    }
    for space, names in there.items():
        said = {"title": "Tuesday", "text": TEXT, "space": space.uid if space else ""}
        page = client.post(here, said)
        assert {each.name for each in page.context["named"]} == names
        assert f"{len(names)} people get a mail each" in page.text
        form = page.context["form"]
        said |= {name: form[name].value() for name in ("key", "people")}
        page = client.post(here, said | {"send": "1"}, follow=True)
        assert f"Written to {len(names)} people." in page.text
        Mail.objects.all().delete()
        mailed = mail_all(Thread.objects.latest("pk"))
        assert set(Person.objects.filter(email__in=mailed).values_list("name", flat=True)) == names


@pytest.mark.usefixtures("contexts")
def test_before_a_space_is_chosen_those_of_the_first_are_shown(world: World) -> None:
    page = signed_in(world.lead).get(f"/c/{world.west.uid}/members/write")
    [first, *_others] = [uid for uid, _name in page.context["form"].fields["space"].choices]
    assert page.context["where"].uid == first
    shown = {each.pk for each in page.context["named"]}
    assert shown == {each.pk for each in people_in(page.context["where"])} - {world.lead.pk}


@pytest.mark.usefixtures("contexts")
def test_whom_one_looked_at_in_another_space_are_not_written_to(world: World) -> None:
    client, here = signed_in(world.lead), f"/c/{world.west.uid}/members/write"
    said = {"title": "Tuesday", "text": TEXT, "space": world.falls.uid}
    form = client.post(here, said).context["form"]
    said |= {name: form[name].value() for name in ("key", "people")}
    page = client.post(here, said | {"space": world.medicines.uid, "send": "1"})
    assert "others fit what you chose" in page.text
    assert not Thread.objects.exists()


def test_what_could_identify_a_patient_is_asked_about(world: World) -> None:
    client, here = signed_in(world.lead), f"/c/{world.west.uid}/members/write"
    page = client.post(here, {"title": "Bed 6", "text": "NHS number 943 476 5919", "send": "1"})
    assert "This text identifies nobody" in page.text
    assert not Thread.objects.exists()
