"""An intervention as people read it: the text, its versions, its discussions, its print."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from collab.base.markup.rerendering import rerender
from collab.interventions.models import Intervention, Version
from collab.interventions.qr import qr_code
from discussions.actions import start_thread
from discussions.models import Thread
from tests.unit.interventions.examples import SURGICAL, draft, revised, shared
from tests.unit.interventions.pages import (
    HTML,
    errors,
    get,
    links,
    says,
    signed_in,
    tree,
    with_class,
    words,
)
from tests.world import World

pytestmark = pytest.mark.same_everywhere  # what pages show and take

SECTIONS = ["Sign in before anaesthesia · 7 items", "Time out before the first cut · 7 items"]


@pytest.fixture
def public(world: World) -> Intervention:
    """Shared in a space that everyone may read."""
    return shared(world, space=world.surgery)


def test_everyone_reads_what_is_in_a_public_space(client: Client, public: Intervention) -> None:
    html = get(client, public.get_absolute_url())
    assert says(html, "app-h1") == ["Surgical safety checklist"]
    assert "Severnside Hospitals" in says(html, "app-facts")[0]
    about = says(html, "app-dl")[0]
    for part in ("Operating theatre", "Wrong site", "In use", "Amina Okafor", "Safer surgery"):
        assert part in about


def test_task_lists_under_headings_are_a_checklist(client: Client, public: Intervention) -> None:
    html = get(client, public.get_absolute_url())
    checks = with_class(html, "app-check")
    assert [len(each.findall(f".//{HTML}li")) for each in checks] == [7, 7, 5]
    assert says(html, "app-check__h")[:2] == SECTIONS
    assert "Known allergy is said aloud or “no known allergy”" in words(checks[0])
    sections = [(each["title"], each["hint"], len(each["items"])) for each in public.checklist]
    assert sections == [
        ("Sign in", "before anaesthesia", 7),
        ("Time out", "before the first cut", 7),
        ("Sign out", "before the patient leaves theatre", 5),
    ]


def test_the_document_says_its_language(client: Client, public: Intervention) -> None:
    [document] = with_class(get(client, public.get_absolute_url()), "app-document")
    assert document.get("lang") == "en-GB"


PAGES = ["", "/discuss", "/versions", "/v/1", "/v/1?changes", "/edit", "/discuss/start"]


@pytest.mark.parametrize("page", PAGES)
def test_what_is_hidden_looks_exactly_like_what_is_missing(world: World, page: str) -> None:
    hidden = shared(world)
    client = signed_in(world.outsider)
    found = client.get(f"/i/{hidden.uid}{page}")
    missing = client.get(f"/i/{'0' * 12}{page}")
    assert found.status_code == missing.status_code == 404
    assert found.content.replace(hidden.uid.encode(), b"0" * 12) == missing.content


@pytest.mark.parametrize("number", ["0", "3", "99999999999999999999"])
def test_a_version_that_never_was_is_missing(
    client: Client, public: Intervention, number: str
) -> None:
    assert client.get(f"{public.get_absolute_url()}/v/{number}").status_code == 404


def test_a_version_stays_as_it_was_and_says_which_is_current(
    client: Client, world: World, public: Intervention
) -> None:
    revised(world, public, by=world.ben, title="Five steps", body="A brief, too.")
    old = get(client, f"{public.get_absolute_url()}/v/1")
    assert says(old, "app-h1") == ["Surgical safety checklist"]
    assert [len(each.findall(f".//{HTML}li")) for each in with_class(old, "app-check")] == [7, 7, 5]
    assert "Version 2 is current. You are reading version 1" in says(old, "app-standing")[0]
    current = get(client, f"{public.get_absolute_url()}/v/2")
    assert says(current, "app-h1") == ["Five steps"]
    assert "This is the current version." in says(current, "app-standing")[0]


def test_a_version_shows_what_changed_in_its_head_and_text(
    client: Client, world: World, public: Intervention
) -> None:
    body = SURGICAL.replace("- [ ] Imaging is on display\n", "")
    revised(world, public, body=body, evidence="studied", note="No more imaging")
    html = get(client, f"{public.get_absolute_url()}/v/2?changes")
    assert says(html, "app-changes__head") == ["Evidence Taken out: In use Put in: Studied"]
    removed = says(html, "app-changes__line--removed")
    assert removed == ["Taken out: - [ ] Imaging is on display"]
    assert "No more imaging" in words(tree(html))


def test_the_first_version_has_no_changes_to_show(client: Client, public: Intervention) -> None:
    html = get(client, f"{public.get_absolute_url()}/v/1?changes")
    assert with_class(html, "app-document") and not with_class(html, "app-changes")


def test_the_list_of_versions_names_who_saved_what_and_when(
    client: Client, world: World, public: Intervention
) -> None:
    revised(world, public, note="Adds a brief")
    html = get(client, f"{public.get_absolute_url()}/versions")
    newest, oldest = says(html, "app-row")
    assert newest.startswith("Version 2 Adds a brief Ben Hughes, Kingsholm Infirmary · current")
    assert oldest.startswith("Version 1 Amina Okafor, Severnside Hospitals")


def test_counts_lead_to_exactly_what_they_count(
    client: Client, world: World, public: Intervention
) -> None:
    for title in ("Who leads?", "Which music?"):
        start_thread(
            by=world.ben,
            for_organisation=world.kingsholm,
            space=world.surgery,
            title=title,
            text="At your place.",
            about=public.ref,
        )
    elsewhere = shared(world, space=world.surgery)
    start_thread(
        by=world.ben,
        for_organisation=world.kingsholm,
        space=world.surgery,
        title="Of another",
        text="…",
        about=elsewhere.ref,
    )
    revised(world, public)
    html = get(client, public.get_absolute_url())
    assert [words(each) for each in with_class(html, "app-tabs")] == ["Read Discuss 2 Versions 2"]
    [discuss], [versions] = links(html, "Discuss 2"), links(html, "Versions 2")
    assert len(with_class(get(client, discuss), "app-row")) == 2
    assert len(with_class(get(client, versions), "app-row")) == 2


def test_a_discussion_about_it_starts_on_its_page_and_lives_in_its_space(
    world: World, public: Intervention
) -> None:
    ben = signed_in(world.ben)
    [form] = with_class(get(ben, f"{public.get_absolute_url()}/discuss"), "app-form")
    response = ben.post(form.get("action"), {"title": "Who leads?", "text": "At your place."})
    thread = Thread.objects.get()
    assert response["Location"] == thread.get_absolute_url()
    assert (thread.space, thread.about) == (world.surgery, str(public.ref))


def test_a_mistake_in_the_first_message_comes_back_with_the_title(
    world: World, public: Intervention
) -> None:
    response = signed_in(world.ben).post(
        f"{public.get_absolute_url()}/discuss/start", {"title": "Who leads?", "text": ""}
    )
    html = response.content.decode()
    assert errors(html) == ["Write a message"]
    assert 'value="Who leads?"' in html


def test_only_who_may_write_is_offered_to(
    client: Client, world: World, public: Intervention
) -> None:
    member = get(signed_in(world.ben), public.get_absolute_url())
    assert links(member, "Edit") == [f"{public.get_absolute_url()}/edit"]
    assert not links(get(client, public.get_absolute_url()), "Edit")
    discuss = f"{public.get_absolute_url()}/discuss"
    assert with_class(get(signed_in(world.ben), discuss), "app-form")
    assert not with_class(get(client, discuss), "app-form")


def test_a_print_carries_the_address_of_exactly_this_version(
    client: Client, world: World, public: Intervention, settings: object
) -> None:
    settings.PUBLIC_BASE_URL = "https://collab.example.nhs.uk"
    revised(world, public)
    html = get(client, public.get_absolute_url())
    address = f"collab.example.nhs.uk{public.get_absolute_url()}/v/2"
    assert address in says(html, "app-sheet__address")
    assert str(qr_code(f"https://{address}")) in html


def test_the_code_is_drawn_without_styles() -> None:
    drawing = qr_code("https://collab.example.nhs.uk/i/0123456789AB/v/2")
    assert drawing.startswith("<svg ") and "style" not in drawing


def test_readers_who_are_signed_in_hear_of_newer_versions(
    client: Client, world: World, public: Intervention
) -> None:
    [line] = [
        each
        for each in tree(get(signed_in(world.outsider), public.get_absolute_url())).iter()
        if "data-newer" in each.attrib
    ]
    assert line.get("data-stream") == world.surgery.stream
    assert (line.get("data-subject"), line.get("data-version")) == (str(public.ref), "1")
    assert "data-newer" not in get(client, public.get_absolute_url())


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), "29 March 2026"),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), "1 July 2026"),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), "25 October 2026"),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "25 October 2026"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "31 December 2026"),
    ],
)
def test_dates_are_those_of_london_on_both_sides_of_the_clock_changes(
    client: Client, world: World, at: datetime, shown: str
) -> None:
    intervention = shared(world, space=world.surgery, at=at)
    html = get(client, intervention.get_absolute_url())
    assert f"Version 1, {shown}" in says(html, "app-facts")[0]


def test_rerendering_rebuilds_the_html_and_the_checklist_of_each_version(world: World) -> None:
    intervention = revised(world, shared(world))
    for model in (Intervention, Version):
        model.objects.update(body_html="", checklist=[], markup_version=0)
    rebuilt = {each.model: each.rebuilt for each in rerender()}
    assert (rebuilt[Intervention], rebuilt[Version]) == (1, 2)
    intervention.refresh_from_db()
    fresh = draft().rendered()
    for kept in (intervention, *intervention.versions.all()):
        assert {name: getattr(kept, name) for name in fresh} == fresh
