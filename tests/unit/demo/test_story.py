"""The demo story: a network worth looking at, told through the product's own actions."""

from collections.abc import Iterator
from itertools import groupby, pairwise

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from collab.base.accounts.models import Person
from collab.base.files.models import File
from collab.base.security.screening import screen
from collab.demo import reading, story
from collab.demo.ground import PASSWORD
from collab.interventions.models import Intervention, Version
from discussions.models import Message, Thread
from fellows.models import Expertise
from networks.models import (
    Affiliation,
    Collaborative,
    Fellowship,
    LedgerRow,
    Organisation,
    Place,
    Space,
)

REAL = [row["name"] for row in reading.table("organisations") if row["invented"] == "no"]
INVENTED = [row["name"] for row in reading.table("organisations") if row["invented"] == "yes"]


@pytest.fixture(scope="module", autouse=True)
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The story, told once for all tests of this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        story.tell_story(now=timezone.now())
        yield
        transaction.set_rollback(True)


pytestmark = [pytest.mark.django_db, pytest.mark.same_everywhere]  # what is told


def test_all_15_collaboratives_have_their_own_tile_and_at_least_three_organisations() -> None:
    collaboratives = Collaborative.objects.for_rows()
    assert len({(each.column, each.row) for each in collaboratives}) == 15
    assert all(each.organisation_count >= 3 for each in collaboratives)


def test_real_organisations_of_many_kinds_are_in_the_directory_as_facts_only() -> None:
    real = Organisation.objects.filter(name__in=REAL)
    assert real.count() == len(REAL) >= 40
    assert len(set(real.values_list("kind", flat=True))) >= 6
    assert not Affiliation.objects.filter(organisation__in=real).exists()


def test_nothing_that_people_wrote_speaks_for_or_of_a_real_organisation() -> None:
    for model in (Thread, Message, Version):
        spoken_for = set(model.objects.values_list("for_organisation__name", flat=True))
        assert spoken_for - {None}
        assert spoken_for <= {*INVENTED, None}
    texts = written()
    assert not [(name, text) for name in REAL for text in texts if name in text]


def test_nothing_that_people_wrote_looks_like_a_patient_identifier() -> None:
    texts = written()
    assert len(texts) > 150
    assert [finding for text in texts for finding in screen(text)] == []


def written() -> list[str]:
    return [
        *Thread.objects.values_list("title", flat=True),
        *Message.objects.values_list("body", flat=True),
        *(
            text
            for row in Version.objects.values_list("title", "summary", "problem", "body", "note")
            for text in row
        ),
        *Space.objects.values_list("purpose", flat=True),
        *Person.objects.values_list("job_title", flat=True),
    ]


def test_the_surgical_checklist_has_its_three_pauses() -> None:
    checklist = Intervention.objects.get(title="Surgical safety checklist").checklist
    assert [(each["title"], len(each["items"])) for each in checklist] == [
        ("Sign in", 7),
        ("Time out", 7),
        ("Sign out", 5),
    ]


def test_interventions_have_a_history_that_says_what_changed() -> None:
    assert Intervention.objects.count() >= 8
    later = Version.objects.filter(number__gt=1)
    assert later.count() >= 3
    assert all(version.note and version.started_from for version in later)


def test_most_interventions_are_discussed_and_one_question_waits_for_an_answer() -> None:
    discussed = set(Thread.objects.exclude(about="").values_list("about", flat=True))
    assert len(discussed) >= 6
    assert Thread.objects.filter(last_n__gte=4).count() >= 12
    assert Thread.objects.filter(last_n=1, space__name="Falls and frailty").exists()


def test_the_public_has_something_to_read() -> None:
    public = AnonymousUser()
    assert Intervention.objects.visible_to(public).count() >= 3
    assert Thread.objects.visible_to(public).count() >= 5


def test_every_kind_of_space_and_of_visibility_is_there_and_a_guest() -> None:
    kinds = set(Space.objects.values_list("members_by", flat=True))
    assert kinds == set(Space.MembersBy.values)
    assert set(Space.objects.values_list("visible_to_whom", flat=True)) == set(
        Space.Visibility.values
    )
    assert Place.objects.current().filter(guest_until__gt=timezone.now()).exists()


def test_each_stream_tells_what_happened_in_the_order_in_which_it_happened() -> None:
    rows = LedgerRow.objects.order_by("stream", "seq").values_list("stream", "at")
    streams = {stream: [at for _, at in row] for stream, row in groupby(rows, lambda row: row[0])}
    assert sum(map(len, streams.values())) > 150
    assert all(earlier <= later for at in streams.values() for earlier, later in pairwise(at))


def test_fellows_of_several_regions_say_what_they_can_help_with() -> None:
    fellows = Expertise.objects.prefetch_related("methods", "topics")
    assert len(fellows) >= 5
    assert all(each.about and each.methods.all() and each.topics.all() for each in fellows)
    regions = Fellowship.objects.current().values_list("collaborative", flat=True)
    assert len(set(regions)) >= 3
    assert all(screen(each.about) == [] for each in fellows)


def test_everybody_can_sign_in_with_the_shared_password() -> None:
    people = Person.objects.all()
    assert people.count() >= 12
    assert all(person.check_password(PASSWORD) for person in people)
    verified = EmailAddress.objects.filter(verified=True, primary=True)
    assert {each.user_id for each in verified} == {person.pk for person in people}
    assert all(person.email.endswith(".example") for person in people)


def test_four_of_them_are_named_with_their_password(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("demo_sign_ins")
    said = capsys.readouterr().out
    assert PASSWORD in said
    emails = [word for word in said.split() if "@" in word]
    assert len(emails) == Person.objects.filter(email__in=emails).count() == 4


def test_telling_it_again_where_people_are_changes_nothing(settings) -> None:
    settings.DEMO = True
    before = counts()
    call_command("seed_demo", if_empty=True)
    with pytest.raises(CommandError, match="demo-reset"):
        call_command("seed_demo")
    assert counts() == before


def counts() -> list[int]:
    return [each.objects.count() for each in (Person, Organisation, Message, LedgerRow)]


def test_a_picture_and_a_table_are_attached_and_the_picture_says_what_it_shows() -> None:
    files = {each.name: each for each in File.objects.exclude(subject="")}
    assert {*files} == {"sign-out-card.png", "falls-by-month.csv"}
    assert "read aloud" in files["sign-out-card.png"].description
    for each in files.values():
        uid = each.subject.partition(":")[2]
        assert "&" not in Message.objects.get(uid=uid).body
