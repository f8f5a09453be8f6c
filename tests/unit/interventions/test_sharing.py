"""The form that shares an intervention: three screens, and kind words when something is amiss."""

import pytest
from django.test import Client

from collab.interventions.models import Evidence, Intervention, Kind, Licence, TakenBy
from networks.actions.organisations import (
    confirm_affiliation,
    end_affiliation,
    request_affiliation,
)
from tests.unit.interventions.examples import DRAFT
from tests.unit.interventions.pages import (
    errors,
    field,
    filled,
    get,
    says,
    signed_in,
    tree,
    with_class,
)
from tests.world import World, again, join

pytestmark = pytest.mark.same_everywhere  # what pages show and take


@pytest.fixture
def amina(world: World) -> Client:
    return signed_in(world.amina)


@pytest.fixture
def address(world: World) -> str:
    return f"/s/{world.falls.uid}/share"


def send(client: Client, address: str, **changes: str) -> str:
    response = client.post(address, filled(get(client, address), **changes))
    assert response.status_code == 200
    return str(response.content.decode())


def test_paste_check_the_preview_share(world: World, amina: Client, address: str) -> None:
    form = get(amina, address)

    preview = send(amina, address, preview="1")
    assert [len(each.findall(".//{*}li")) for each in with_class(preview, "app-check")] == [7, 7, 5]
    assert field(preview, "body") == DRAFT.body
    assert not Intervention.objects.exists()

    response = amina.post(address, filled(form), follow=True)
    intervention = Intervention.objects.get()
    assert response.redirect_chain == [(intervention.get_absolute_url(), 302)]
    assert "You have shared this in Falls and frailty." in response.content.decode()
    assert (intervention.by, intervention.for_organisation) == (world.amina, world.severnside)
    assert (intervention.space, intervention.body) == (world.falls, DRAFT.body)


def test_who_left_an_organisation_while_writing_for_it_shares_for_the_other(
    world: World, address: str
) -> None:
    left = join(world.amina, world.kingsholm, by=world.steward)
    client = signed_in(again(world.amina))
    form = get(client, address)
    end_affiliation(by=world.steward, affiliation=left)

    told = client.post(address, filled(form, for_organisation=world.kingsholm.uid))
    assert "You no longer write for that organisation" in told.content.decode()
    assert not Intervention.objects.exists()

    client.post(address, filled(told.content.decode()))
    assert Intervention.objects.get().for_organisation == world.severnside


def test_the_form_says_who_will_see_what_is_shared(world: World) -> None:
    html = get(signed_in(world.amina), f"/s/{world.surgery.uid}/share")
    assert any("Who can see it: The public" in each for each in says(html, "app-facts"))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("title", "", "Enter a title"),
        ("title", "a" * 151, "Title must be 150 characters or fewer. It has 151"),
        ("title", "a\0b", "Title has a character that cannot be kept. Type it again"),
        ("kind", "", "Choose what kind of intervention it is"),
        ("kind", "poem", "Choose the kind from the list"),
        ("summary", " ", "Enter a summary of one or two sentences"),
        ("summary", "a" * 301, "Summary must be 300 characters or fewer. It has 301"),
        ("body", "", "Enter the text"),
        ("body", " \r\n\t ", "Enter the text"),
        ("body", "a\n\n" * 40_000, "The text has 120,000 characters. Shorten it to 100,000"),
        ("body", "> " * 30 + "deep", "Use fewer levels"),
        ("body", "a\0b", "Text has a character that cannot be kept. Type it again"),
        ("setting", "", "Enter the setting in which it is used"),
        ("setting", "a" * 201, "Setting must be 200 characters or fewer. It has 201"),
        ("problem", "", "Enter the problem that it is meant to solve"),
        ("problem", "a" * 301, "Problem must be 300 characters or fewer. It has 301"),
        ("evidence", "", "Choose how far it has been shown to work"),
        ("evidence", "proven", "Choose the evidence from the list"),
        ("licence", "", "Choose the licence"),
        ("licence", "none", "Choose the licence from the list"),
        ("taken_by", "", "Choose who may take it"),
        ("taken_by", "nobody", "Choose who may take it from the list"),
        ("problem", "Mary, NHS number 943 476 5919", "looks like an NHS number"),
        ("key", "not a key", "Send this form again from its page."),
        ("for_organisation", "0" * 12, "Choose again whom you write for"),
    ],
)
def test_each_mistake_gets_a_kind_word_and_keeps_what_was_typed(
    amina: Client, address: str, name: str, value: str, said: str
) -> None:
    html = send(amina, address, **{name: value})
    assert any(said in each for each in errors(html)), errors(html)
    assert not Intervention.objects.exists()
    kept = [other for other in DRAFT.as_fields() if other not in (name, "language", "taken_by")]
    assert {other: field(html, other) for other in kept} == {
        other: getattr(DRAFT, other) for other in kept
    }


def test_every_mistake_at_once_is_listed_in_the_order_of_the_fields(
    amina: Client, address: str
) -> None:
    html = str(amina.post(address, {"title": ""}).content.decode())
    assert errors(html) == [
        "Enter a title",
        "Choose what kind of intervention it is",
        "Enter a summary of one or two sentences",
        "Enter the text",
        "Enter the setting in which it is used",
        "Enter the problem that it is meant to solve",
        "Choose how far it has been shown to work",
        "Choose the licence",
        "Choose who may take it",
    ]


def test_who_confirms_that_a_text_identifies_nobody_can_share_it(
    amina: Client, address: str
) -> None:
    number = {"problem": "Reference 943 476 5919 is the NHS example"}
    asked = send(amina, address, **number)
    confirmed = {"identifies_nobody": "on", "screened": field(asked, "screened")}
    response = amina.post(address, filled(asked, **number, **confirmed))
    assert response.status_code == 302
    assert Intervention.objects.get().problem == number["problem"]


def test_a_preview_keeps_the_confirmation(amina: Client, address: str) -> None:
    number = {"problem": "Reference 943 476 5919 is the NHS example"}
    asked = send(amina, address, **number)
    confirmed = {"identifies_nobody": "on", "screened": field(asked, "screened")}
    previewed = send(amina, address, **number, **confirmed, preview="1")
    assert says(previewed, "app-lookedat")
    [box] = [each for each in tree(previewed).iter() if each.get("name") == "identifies_nobody"]
    assert "checked" in box.attrib
    confirmed = {"identifies_nobody": "on", "screened": field(previewed, "screened")}
    assert amina.post(address, filled(previewed, **number, **confirmed)).status_code == 302


def test_sending_a_form_twice_shares_once(amina: Client, address: str) -> None:
    sent = filled(get(amina, address))
    first, second = amina.post(address, sent), amina.post(address, sent)
    assert first["Location"] == second["Location"]
    assert Intervention.objects.count() == 1


def test_a_changed_text_under_a_used_key_comes_back_with_a_question(
    amina: Client, address: str
) -> None:
    sent = filled(get(amina, address))
    amina.post(address, sent)
    html = str(amina.post(address, sent | {"title": "Another"}).content.decode())
    [question] = errors(html)
    assert question == (
        "You have already shared Surgical safety checklist. Do you want to share this as well?"
    )
    assert (field(html, "title"), Intervention.objects.count()) == ("Another", 1)

    assert amina.post(address, filled(html, title="Another")).status_code == 302
    assert Intervention.objects.count() == 2


def test_line_ends_are_kept_as_one_character(amina: Client, address: str) -> None:
    amina.post(address, filled(get(amina, address), body="one\r\ntwo\r\n"))
    assert Intervention.objects.get().body == "one\ntwo\n"


def test_who_belongs_to_two_organisations_says_for_which_they_write(
    world: World, address: str
) -> None:
    request = request_affiliation(by=world.amina, organisation=world.kingsholm)
    confirm_affiliation(by=world.ben, affiliation=request)
    amina = signed_in(again(world.amina))
    assert any("Write for" in each for each in says(get(amina, address), "nhsuk-label"))
    html = get(amina, address)
    amina.post(address, filled(html, for_organisation=world.kingsholm.uid))
    assert Intervention.objects.get().for_organisation == world.kingsholm


def test_every_choice_of_the_form_can_be_shared(amina: Client, address: str) -> None:
    choices = {"kind": Kind, "evidence": Evidence, "licence": Licence, "taken_by": TakenBy}
    for name, values in choices.items():
        for value in values:
            response = amina.post(address, filled(get(amina, address), **{name: value}))
            assert response.status_code == 302, (name, value)
            assert getattr(Intervention.objects.latest("pk"), name) == value
    assert Intervention.objects.count() == 8 + 4 + 5 + 3
