"""The large network keeps what the actions promise."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Max, Q
from django.test import Client, override_settings
from pytest_django.plugin import DjangoDbBlocker

from collab.base.access.permissions import may
from collab.base.access.subjects import MODELS, Ref
from collab.base.accounts.models import Person
from collab.base.markup import render
from collab.demo.ground import PASSWORD
from collab.interventions.models import Intervention
from collab.notifications.models import Notice
from collab.notifications.telling import streams_behind
from discussions.actions import edit_message, post_message
from discussions.mentions import mentioned_in
from discussions.models import Mention, Message, Revision, Thread
from discussions.policies import POST_MESSAGE
from networks.ledger import head_of
from networks.models import (
    Affiliation,
    Invitation,
    JoinRequest,
    LedgerRow,
    Mark,
    Membership,
    Organisation,
    Registration,
    Space,
    StreamHead,
)

pytestmark = pytest.mark.same_everywhere  # what is told; the proof at scale tells it to PostgreSQL

SMALL = {"organisations": 12, "people": 80, "spaces": 9, "interventions": 40, "messages": 900}


@pytest.mark.django_db
def test_it_is_refused_where_there_are_people(settings) -> None:
    settings.DEMO = True
    Person.objects.create_user("somebody@people.example", name="Somebody")
    with pytest.raises(CommandError, match="empty"):
        call_command("seed_scale", **SMALL)
    assert Person.objects.count() == 1


@pytest.mark.django_db
def test_it_is_refused_in_production(settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="password"):
        call_command("seed_scale", **SMALL)
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_too_few_of_something_is_said(settings) -> None:
    settings.DEMO = True
    with pytest.raises(CommandError, match="It takes 36 people at least"):
        call_command("seed_scale", **(SMALL | {"people": 10}))


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The network, once for all of these tests; each takes back what it changes."""
    with django_db_blocker.unblock(), transaction.atomic(), override_settings(DEMO=True):
        call_command("seed_scale", **SMALL)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def seeded(rows: None, db: None) -> None:
    """The network, in a transaction that the test's end takes back."""


def test_as_much_as_was_asked_for(seeded: None) -> None:
    assert Organisation.objects.filter(listed=True).count() == SMALL["organisations"]
    assert Person.objects.count() == SMALL["people"]
    assert Space.objects.count() == SMALL["spaces"]
    assert Intervention.objects.count() == SMALL["interventions"]
    assert Message.objects.count() == SMALL["messages"]


def test_a_few_discussions_are_long_and_most_are_short(seeded: None) -> None:
    lengths = sorted(Thread.objects.values_list("last_n", flat=True))
    assert lengths[-1] > 100
    assert lengths[len(lengths) // 2] < 20


def test_messages_are_numbered_without_gaps_and_in_the_order_of_their_time(seeded: None) -> None:
    for thread in Thread.objects.all():
        messages = thread.message_set.order_by("n")
        numbers, times = zip(*messages.values_list("n", "at"), strict=True)
        assert numbers == tuple(range(1, thread.last_n + 1))
        assert all(earlier <= later for earlier, later in pairwise(times))
        assert times[-1] == thread.last_at


def test_streams_are_numbered_without_gaps_up_to_their_head(seeded: None) -> None:
    heads = dict(StreamHead.objects.values_list("stream", "seq"))
    rows = LedgerRow.objects.values("stream").annotate(n=Count("pk"), last=Max("seq"))
    assert {(each["stream"], each["n"], each["last"]) for each in rows} == {
        (stream, seq, seq) for stream, seq in heads.items()
    }
    assert {space.stream for space in Space.objects.all()} <= set(heads)


def test_the_ledger_tells_of_each_message_and_of_nothing_that_is_not_there(seeded: None) -> None:
    rows = LedgerRow.objects.filter(stream__startswith="s:")
    posted = rows.filter(kind="message.posted").values_list("subject", "within")
    assert Counter(posted) == Counter(
        (f"message:{message.uid}", f"thread:{message.thread.uid}")
        for message in Message.objects.select_related("thread")
    )
    for subject in set(rows.values_list("subject", flat=True)):
        ref = Ref.read(subject)
        assert MODELS[ref.kind].objects.filter(uid=ref.uid).exists(), subject


def test_what_is_shown_was_rendered_from_what_was_written(seeded: None) -> None:
    for message in Message.objects.filter(removed_at=None)[:100]:
        written = render(message.body)
        assert (message.body_html, message.first_line) == (written.html, written.first_line)
    assert not Message.objects.filter(removed_at__isnull=False).exclude(body="").exists()


def test_what_was_changed_has_a_history(seeded: None) -> None:
    changed = Message.objects.filter(Q(edited_at__isnull=False) | Q(removed_at__isnull=False))
    assert changed
    for message in changed:
        assert message.version == 2
        assert Revision.objects.get(message=message).body


def test_what_is_quoted_stands_above_in_the_same_discussion(seeded: None) -> None:
    quoting = Message.objects.filter(quotes__isnull=False)
    assert quoting
    above = quoting.filter(quotes__thread=F("thread"), quotes__n__lt=F("n"))
    assert above.count() == quoting.count()


def test_an_intervention_is_as_its_last_version_says(seeded: None) -> None:
    for each in Intervention.objects.all():
        numbers = list(each.versions.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, each.number + 1))
        last = each.versions.get(number=each.number)
        assert (each.body, each.body_html, each.changed_at) == (
            last.body,
            last.body_html,
            last.at,
        )
    assert Intervention.objects.filter(number__gt=10)


def test_everybody_writes_only_where_they_may_and_for_whom(seeded: None) -> None:
    wrote = Message.objects.order_by("by", "thread__space", "for_organisation")
    seen = set()
    for message in wrote.select_related("by", "for_organisation", "thread__space"):
        what = (message.by, message.for_organisation, message.thread.space)
        if what not in seen:
            seen.add(what)
            person, organisation, space = what
            assert may(person, POST_MESSAGE, space, organisation=organisation), what
    assert len(seen) > 20


def test_nobody_has_read_beyond_the_end(seeded: None) -> None:
    ends = dict(Thread.objects.values_list("uid", "last_n"))
    marks = Mark.objects.filter(subject__startswith="thread:")
    assert marks
    assert all(mark.n <= ends[mark.subject.partition(":")[2]] for mark in marks)


def test_its_people_sign_in_and_its_life_goes_on(seeded: None) -> None:
    message = Message.objects.filter(removed_at=None, edited_at=None).latest("pk")
    person = message.by
    assert Client().login(email=person.email, password=PASSWORD)
    seq = head_of(message.space.stream)[1]
    whose = {"by": person, "for_organisation": message.for_organisation}
    posted = post_message(**whose, thread=message.thread, text="And another one.")
    edit_message(**whose, message=message, text="Otherwise.", started_from=1)
    assert posted.n == message.n + 1 or posted.n == message.thread.last_n
    assert head_of(message.space.stream)[1] == seq + 2


def test_some_wait_and_somebody_belongs_to_many(seeded: None) -> None:
    assert Affiliation.objects.waiting().exists()
    of_each = Affiliation.objects.confirmed().values("person").annotate(n=Count("pk"))
    assert max(each["n"] for each in of_each) > 5


def test_things_reach_those_who_see_their_space(seeded: None) -> None:
    for kind in (Thread, Intervention):
        assert not kind.objects.exclude(reach=F("space__visible_to_whom")).exists()


def test_everybody_has_been_told_of_everything(seeded: None) -> None:
    assert not streams_behind().exists()
    assert Notice.objects.filter(why="answered").exists()
    for notice in Notice.objects.select_related("person"):
        message = Message.objects.get(uid=notice.subject)
        row = LedgerRow.objects.get(stream=notice.stream, seq=notice.seq)
        assert row.subject == str(message.ref)
        assert message.by != notice.person
        assert message.n == notice.n


def test_whom_messages_name_is_kept(seeded: None) -> None:
    named = Mention.objects.select_related("message__thread__space", "person")
    for mention in named:
        assert mention.person in mentioned_in(mention.message.body, mention.message.space)


def test_who_joined_by_a_domain_has_an_address_there(seeded: None) -> None:
    joined = Affiliation.objects.by_domain().select_related("address", "email_domain")
    assert joined
    for each in joined:
        assert each.address.email.endswith(f"@{each.email_domain.domain}")
        assert each.email_domain.organisation_id == each.organisation_id
        assert each.email_domain.confirmed_at


def test_invitations_and_requests_wait_for_answers(seeded: None) -> None:
    assert {each.state for each in Invitation.objects.all()} == set(Invitation.State)
    assert Registration.objects.waiting().exists()
    for request in JoinRequest.objects.all():
        there = {"organisation": request.organisation, "collaborative": request.collaborative}
        assert not Membership.objects.current().filter(**there).exists()
