"""The same request, however often it arrives, does one thing."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from collab.base.access.subjects import MODELS, Ref
from collab.base.accounts.models import Person
from collab.base.forgetting.jobs import end_what_is_over
from collab.base.live.idempotency import KeyUsedForOtherText, once
from collab.base.live.models import KeyedAction
from tests.world import sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def amina(monkeypatch: pytest.MonkeyPatch) -> Person:
    monkeypatch.setitem(MODELS, "thing", Person)
    return sign_up("Amina Okafor")


class Things:
    """Counts what was made, as a table would."""

    def __init__(self) -> None:
        self.made: list[Ref] = []

    def make(self) -> Ref:
        self.made.append(Ref("thing", f"{len(self.made):012}"))
        return self.made[-1]


def ask(by: Person, things: Things, key: str | None, body: str = "Hello", action: str = "post"):
    return once(by=by, action=action, key=key, fields={"body": body}, do=things.make)


def test_a_repeat_is_answered_with_what_came_of_the_first(amina: Person) -> None:
    things = Things()
    first, again = ask(amina, things, "k1"), ask(amina, things, "k1")
    assert (first.new, again.new) == (True, False)
    assert first.ref == again.ref
    assert len(things.made) == 1


def test_another_text_under_a_used_key_is_not_taken_for_a_repeat(amina: Person) -> None:
    things = Things()
    first = ask(amina, things, "k1")
    with pytest.raises(KeyUsedForOtherText) as used:
        ask(amina, things, "k1", body="Something else")
    assert used.value.earlier == first.ref
    assert len(things.made) == 1


def test_keys_of_other_people_and_other_actions_are_other_keys(amina: Person) -> None:
    things = Things()
    ask(amina, things, "k1")
    assert ask(sign_up("Ben Hughes"), things, "k1").new
    assert ask(amina, things, "k1", action="share").new


def test_without_a_key_each_request_counts(amina: Person) -> None:
    things = Things()
    assert ask(amina, things, None).ref != ask(amina, things, None).ref
    assert not KeyedAction.objects.exists()


def test_a_failure_leaves_the_key_free(amina: Person) -> None:
    def fails() -> Ref:
        amina.job_title = "Changed"
        amina.save()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        once(by=amina, action="post", key="k1", fields={}, do=fails)
    assert not KeyedAction.objects.exists()
    assert Person.objects.get(pk=amina.pk).job_title == "Nurse"
    assert ask(amina, Things(), "k1").new


def test_nothing_of_the_text_is_kept(amina: Person) -> None:
    ask(amina, Things(), "k1", body="A patient's name")
    kept = str(KeyedAction.objects.values().get())
    assert "patient" not in kept


@pytest.mark.parametrize("key", ["", "x" * 65, "two words", "nul\x00", "é"])
def test_a_key_of_another_form_is_refused_kindly(amina: Person, key: str) -> None:
    things = Things()
    with pytest.raises(ValidationError, match="Send this form again"):
        ask(amina, things, key)
    assert not things.made


def test_keys_are_forgotten_after_seven_days(amina: Person) -> None:
    things, now = Things(), timezone.now()
    for key, age in (("old", timedelta(days=7, minutes=1)), ("young", timedelta(days=6))):
        ask(amina, things, key)
        KeyedAction.objects.filter(key=key).update(at=now - age)
    end_what_is_over.func()
    assert KeyedAction.objects.get().key == "young"
