"""What somebody types is kept for them alone, screened, until it is sent or they sign out."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from collab.base.accounts import second_factor
from collab.base.accounts.models import Person
from collab.base.drafts import actions
from collab.base.drafts.actions import NotKept, drop_draft, keep_draft
from collab.base.drafts.models import Draft
from collab.base.forgetting.jobs import end_what_is_over
from tests.world import World

PLACE = "/d/0123456789AB/messages"


@pytest.fixture
def amina(world: World) -> Client:
    return signed_in(world.amina)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def types(client: Client, person: Person, fields: object, place: str = PLACE) -> dict[str, str]:
    sent = {"person": person.uid, "place": place, "fields": json.dumps(fields)}
    response = client.post("/drafts", sent)
    assert response.status_code == 200
    return dict(response.json())


def finds(client: Client, place: str = PLACE) -> dict[str, str] | None:
    response = client.get("/drafts", {"place": place})
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    fields: dict[str, str] | None = response.json().get("fields")
    return fields


def test_what_is_typed_in_one_browser_is_there_in_another(world: World, amina: Client) -> None:
    answer = types(amina, world.amina, {"text": "We tried"})
    elsewhere = signed_in(world.amina)
    assert finds(elsewhere) == {"text": "We tried"}
    assert elsewhere.get("/drafts", {"place": PLACE}).json()["saved"] == answer["saved"]
    types(elsewhere, world.amina, {"text": "We tried it"})
    assert finds(amina) == {"text": "We tried it"}
    assert Draft.objects.count() == 1


def test_nobody_else_finds_it(world: World, amina: Client) -> None:
    types(amina, world.amina, {"text": "We tried"})
    for other in (world.ben, world.lead, world.steward):
        assert finds(signed_in(other)) is None
    assert Client().get("/drafts", {"place": PLACE}).status_code == 302
    assert not Draft.objects.visible_to(world.people["anonymous"]).exists()


def test_what_a_page_of_somebody_else_sends_is_not_taken(world: World, amina: Client) -> None:
    assert types(amina, world.ben, {"text": "Ben wrote this"}) == {}
    assert Draft.objects.count() == 0


def test_what_was_sent_or_thrown_away_is_dropped(world: World, amina: Client) -> None:
    types(amina, world.amina, {"text": "We tried"})
    types(amina, world.amina, {"text": "Another"}, "/s/0123456789AB/share")
    assert types(amina, world.amina, {}) == {}
    assert finds(amina) is None
    assert finds(amina, "/s/0123456789AB/share") == {"text": "Another"}


@pytest.mark.parametrize("text", ["Patient 943 476 5919 fell", "born 12/03/1931, fell"])
def test_what_may_identify_a_patient_is_never_kept(world: World, amina: Client, text: str) -> None:
    types(amina, world.amina, {"title": "Fall", "text": "Patient 943"})
    says = types(amina, world.amina, {"title": "Fall", "text": text})["says"]
    assert says == "This may identify a patient. As a draft it stays in this tab only."
    assert Draft.objects.count() == 0


def test_what_is_too_long_or_too_much_is_not_kept(world: World) -> None:
    def keep(fields: dict[str, str]) -> None:
        keep_draft(by=world.amina, place=PLACE, fields=fields)

    keep({"text": "x" * 100_000})
    for fields in ({"text": "x" * 150_000}, {f"f{n}": "" for n in range(41)}):
        with pytest.raises(NotKept, match="too long"):
            keep(fields)
    assert Draft.objects.count() == 0


def test_the_oldest_makes_room(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "EACH", 3)
    for n in range(5):
        with time_machine.travel(timezone.now() + timedelta(minutes=n)):
            keep_draft(by=world.amina, place=f"/{n}", fields={"text": "x"})
    keep_draft(by=world.ben, place="/0", fields={"text": "x"})
    kept = Draft.objects.visible_to(world.amina).order_by("place")
    assert list(kept.values_list("place", flat=True)) == ["/2", "/3", "/4"]
    assert Draft.objects.visible_to(world.ben).count() == 1


def test_after_seven_days_it_is_neither_found_nor_kept(world: World, amina: Client) -> None:
    types(amina, world.amina, {"text": "We tried"})
    in_a_week = timezone.now() + timedelta(days=7, seconds=1)
    with time_machine.travel(in_a_week):
        assert finds(signed_in(world.amina)) is None
        end_what_is_over.func()
    assert Draft.objects.count() == 0


def test_a_form_that_was_taken_leaves_no_draft_of_it(world: World, amina: Client) -> None:
    fields = {"name": "", "job_title": "", "profession": ""}
    types(amina, world.amina, fields, place="/me")
    amina.post("/me", fields)
    assert finds(amina, place="/me") == fields
    amina.post("/me", fields | {"name": "Amina Okafor"})
    assert finds(amina, place="/me") is None


def test_who_is_led_away_to_add_a_second_factor_keeps_what_they_typed(
    world: World, amina: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = {"name": "Amina Okafor", "job_title": "Sister", "profession": ""}
    types(amina, world.amina, fields, place="/me")
    settings.SECOND_FACTOR_REQUIRED = True
    monkeypatch.setattr(second_factor, "_holding_much", [lambda people: {p.pk for p in people}])
    answer = amina.post("/me", fields, headers={"Referer": "http://testserver/me?from=top"})
    assert answer.url == "/accounts/second-factor/?next=%2Fme%3Ffrom%3Dtop"
    settings.SECOND_FACTOR_REQUIRED = False
    assert finds(amina, place="/me") == fields


def test_signing_out_drops_all_of_ones_own(world: World, amina: Client) -> None:
    types(amina, world.amina, {"text": "We tried"})
    types(signed_in(world.ben), world.ben, {"text": "So did we"})
    amina.post("/accounts/logout/")
    assert finds(signed_in(world.amina)) is None
    assert finds(signed_in(world.ben)) == {"text": "So did we"}


@pytest.mark.parametrize(
    "sent",
    [
        {"fields": "{"},
        {"fields": "[]"},
        {"fields": '{"text": 3}'},
        {"fields": '{"text": "\\u0000"}'},
        {"fields": '{"text": "\\ud800"}'},
        {"fields": '{"\\ud800": "x"}'},
        {"fields": "[" * 100_000},
        {"place": ""},
        {"place": "https://elsewhere.example/"},
        {"place": "/" + "x" * 100},
        {"place": "/\x00"},
        {"person": "\x00"},
    ],
    ids=str,
)
def test_what_no_page_of_ours_sends_is_left(
    world: World, amina: Client, sent: dict[str, str]
) -> None:
    own = {"person": world.amina.uid, "place": PLACE, "fields": '{"text": "x"}'}
    response = amina.post("/drafts", own | sent)
    assert (response.status_code, response.json()) == (200, {})
    assert Draft.objects.count() == 0
    if "place" in sent:
        assert amina.get("/drafts", sent).json() == {}


def test_keeping_costs_the_same_however_many_there_are(world: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            keep_draft(by=world.amina, place=PLACE, fields={"text": "x"})
        return len(asked)

    queries()
    before = queries()
    for n in range(10):
        keep_draft(by=world.amina, place=f"/{n}", fields={"text": "x"})
    assert queries() == before


def test_dropping_what_is_not_there_is_nothing(world: World) -> None:
    drop_draft(by=world.amina, place=PLACE)
    assert Draft.objects.count() == 0
