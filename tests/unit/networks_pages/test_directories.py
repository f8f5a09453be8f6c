"""Finding collaboratives, organisations and spaces."""

from urllib.parse import urlencode

import pytest
from django.test import Client

from networks.models import Organisation
from networks.postcodes import area_of
from tests.unit.interventions.pages import field, get, links, says, signed_in
from tests.world import World

# Organisations


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("severn", ["Severnside Hospitals"]),
        ("hospitals SEVERN", ["Severnside Hospitals"]),
        ("rz2", ["Fenland Hospitals"]),
        (" RZ2 ", ["Fenland Hospitals"]),
        ("hospitals", ["Fenland Hospitals", "Severnside Hospitals"]),
        ("hospitals atlantis", []),
        ("100%", []),
        ("_", []),
        ("<b>", []),
    ],
)
def test_organisations_are_found_by_words_or_code(
    client: Client, world: World, asked: str, expected: list[str]
) -> None:
    answer = client.get("/organisations", {"q": asked})
    html = answer.content.decode()
    assert says(html, "app-row__title") == expected
    assert says(html, "app-h2")[0].startswith(f"{len(expected)} organisation")
    assert field(html, "q").strip() == asked.strip()


@pytest.mark.parametrize("asked", ["", "?q=", "?q=+"])
def test_without_words_all_are_listed(client: Client, world: World, asked: str) -> None:
    html = get(client, f"/organisations{asked}")
    assert len(says(html, "app-row__title")) == Organisation.objects.count() == 5
    assert says(html, "app-h2") == ["All 5 organisations"]


def test_nothing_found_says_what_to_try(client: Client, world: World) -> None:
    html = get(client, "/organisations?q=atlantis")
    assert "Try one word of the name" in says(html, "app-empty")[0]
    assert links(html, "See all organisations") == ["/organisations"]


@pytest.mark.parametrize("asked", ["%00", "a" * 101])
def test_words_that_cannot_be_looked_for_come_back_with_the_reason(
    client: Client, world: World, asked: str
) -> None:
    assert says(get(client, f"/organisations?q={asked}"), "nhsuk-error-message")


def test_many_come_in_pages_that_keep_the_words(client: Client, world: World) -> None:
    Organisation.objects.bulk_create(
        Organisation(name=f"Practice {number // 2:02}", kind="primary_care") for number in range(62)
    )
    seen, address = [], "/organisations?q=practice"
    for rows in (30, 30, 2):
        html = get(client, address)
        assert len(says(html, "app-row__title")) == rows
        seen += links(html, r"Practice \d\d")
        address = (links(html, "More organisations") or [""])[0]
    assert address == ""
    assert len(set(seen)) == 62


@pytest.mark.parametrize("after", ["x", "e30", "W10", "WyJhIiwgImIiLCAiYyJd", "%00", "[" * 3000])
def test_a_place_that_is_none_opens_the_first_page(
    client: Client, world: World, after: str
) -> None:
    assert len(says(get(client, f"/organisations?after={after}"), "app-row__title")) == 5


def practice(name: str, **facts: object) -> Organisation:
    return Organisation.objects.create(name=name, kind="primary_care", **facts)


def placed_in(postcode: str, name: str, **facts: object) -> Organisation:
    return practice(name, postcode=postcode, postcode_area=area_of(postcode), **facts)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("bs", ["Ash Lane", "Beech"]),
        ("BS1", ["Ash Lane"]),
        ("bs10 5", ["Beech"]),
        ("BS105NB", ["Beech"]),
        ("sw1", ["Yew"]),
        ("sw1a", ["Yew"]),
        ("EH1", []),
    ],
)
def test_organisations_are_found_by_what_their_postcode_begins_with(
    client: Client, world: World, asked: str, expected: list[str]
) -> None:
    for postcode, name in [
        ("BS1 3NU", "Ash Lane"),
        ("BS10 5NB", "Beech"),
        ("B4 6NH", "Rowan"),
        ("SW1A 2NS", "Yew"),
    ]:
        placed_in(postcode, name)
    assert says(get(client, f"/organisations?q={asked}"), "app-row__title") == expected


def test_what_is_nearest_to_what_was_asked_comes_first(client: Client, world: World) -> None:
    practice("Old RX1 Surgery")
    practice("Avon Surgery, town of Surgery Row")
    practice("Surgery Row")
    practice("The Limes", ods_code="RX1")
    assert says(get(client, "/organisations?q=rx1"), "app-row__title") == [
        "The Limes",
        "Old RX1 Surgery",
    ]
    assert says(get(client, "/organisations?q=surgery+row"), "app-row__title") == [
        "Surgery Row",
        "Avon Surgery, town of Surgery Row",
    ]


@pytest.mark.parametrize("stands", ["St Aldhelm’s", "St Aldhelm's", "St Aldhelms"])
@pytest.mark.parametrize("typed", ["St Aldhelm's", "st aldhelms", "ALDHELM’S", "aldhelm‘s surg"])
def test_nobody_minds_apostrophes(client: Client, world: World, stands: str, typed: str) -> None:
    practice(f"{stands} Surgery", town="King’s Lynn")
    html = get(client, f"/organisations?{urlencode({'q': typed})}")
    assert says(html, "app-row__title") == [f"{stands} Surgery"]
    for town in ("king's lynn", "Kings Lynn"):
        html = get(client, f"/organisations?{urlencode({'q': town})}")
        assert says(html, "app-row__title") == [f"{stands} Surgery"]


def test_an_apostrophe_alone_finds_nothing(client: Client, world: World) -> None:
    assert says(get(client, "/organisations?q=%27"), "app-h2")[0].startswith("0 organisations")


def test_they_are_sorted_without_regard_to_capitals(client: Client, world: World) -> None:
    for name in ("Avon Vale", "avon and Wiltshire", "Avon’s End", "AVON HOUSE"):
        practice(name)
    assert says(get(client, "/organisations"), "app-row__title")[:4] == [
        "avon and Wiltshire",
        "AVON HOUSE",
        "Avon Vale",
        "Avon’s End",
    ]


def test_a_postcode_that_is_nobodys_finds_those_of_its_area(client: Client, world: World) -> None:
    placed_in("BS10 5NB", "Beech")
    placed_in("BS1 3NU", "Cedar")
    placed_in("B4 6NH", "Rowan")
    for typed in ("BS1 4AA", "bs14aa"):
        html = get(client, f"/organisations?{urlencode({'q': typed})}")
        assert says(html, "app-row__title") == ["Cedar", "Beech"]
        assert says(html, "app-h2") == [f"2 organisations near {typed.upper()}"]
        assert "These are in its area, BS, the nearest district first." in html
    html = get(client, "/organisations?q=BS1+3NU")
    assert says(html, "app-row__title") == ["Cedar"]
    assert "in its area" not in html
    assert says(get(client, "/organisations?q=EH1+1AA"), "app-empty")
    html = get(signed_in(world.amina), "/me/organisations?q=BS1+4AA")
    assert "These are in its area" in html


def test_what_was_mistyped_is_offered_as_it_is_written(client: Client, world: World) -> None:
    html = get(client, "/organisations?q=fenland+hosptials&kind=acute")
    assert links(html, "fenland hospitals") == ["?q=fenland+hospitals&kind=acute"]
    html = get(signed_in(world.amina), "/me/organisations?q=hosptials")
    assert links(html, "hospitals") == ["?q=hospitals#ask"]
    for nothing_like_it in ("atlantis", "hospitals+atlantis", "ab", "%E2%98%BA"):
        assert "Did you mean" not in get(client, f"/organisations?q={nothing_like_it}")


def test_what_only_others_see_is_offered_to_nobody(client: Client, world: World) -> None:
    practice("Marigold House", listed=False)
    assert "Did you mean" not in get(client, "/organisations?q=marigild")


def test_the_button_comes_after_all_that_narrows(client: Client, world: World) -> None:
    html = get(client, "/organisations")
    form = html[html.index('role="search"') :]
    assert form.index('name="q"') < form.index('name="kind"') < form.index('name="region"')
    assert form.index('name="region"') < form.index('type="submit"')
    assert form.count('type="submit"', 0, form.index("</form>")) == 1


def test_they_are_found_by_kind_and_region_and_counted(client: Client, world: World) -> None:
    practice("Chalkfield Surgery", region=world.west)
    practice("Fen Surgery", region=world.east)
    html = get(client, f"/organisations?q=&kind=primary_care&region={world.west.uid}")
    assert says(html, "app-row__title") == ["Chalkfield Surgery"]
    assert says(html, "app-h2") == ["1 organisation found"]
    assert "selected" in html
    for wrong in ("kind=hospital", "region=NOWHERE"):
        assert says(get(client, f"/organisations?{wrong}"), "nhsuk-error-message")


def test_a_row_tells_organisations_of_one_name_apart(client: Client, world: World) -> None:
    placed_in("BS10 5NB", "The Surgery", town="Bristol", region=world.west, ods_code="L81002")
    placed_in("GL1 3NN", "The Surgery", town="Gloucester")
    assert set(says(get(client, "/organisations?q=the+surgery"), "app-meta")) == {
        "General practice · Gloucester · GL1",
        "General practice · Bristol · BS10 · West of England · L81002",
    }


# Collaboratives


def test_a_collaborative_says_who_leads_it_by_both_names(client: Client, world: World) -> None:
    Organisation.objects.filter(pk=world.lead_body.pk).update(
        former_name="West of England Academic Health Science Network"
    )
    html = get(client, world.west.get_absolute_url())
    assert says(html, "app-lede") == [
        "Led by Health Innovation West of England, called "
        "West of England Academic Health Science Network until October 2023."
    ]
    assert "PN Priya Nair Lead, Health Innovation West of England" in says(html, "app-person")


def test_one_that_kept_its_name_says_it_once(client: Client, world: World) -> None:
    body = world.east.lead_body
    Organisation.objects.filter(pk=body.pk).update(former_name=body.name)
    assert says(get(client, world.east.get_absolute_url()), "app-lede") == [f"Led by {body.name}."]


@pytest.mark.parametrize(
    ("who", "spaces"),
    [
        ("anonymous", ["Safer surgery"]),
        ("member of another organisation", ["Medicines safety", "Safer surgery"]),
        ("member", ["Falls and frailty", "Medicines safety", "Safer surgery"]),
    ],
)
def test_it_shows_the_spaces_that_the_reader_may_see(
    world: World, who: str, spaces: list[str]
) -> None:
    person = world.people[who]
    client = signed_in(person) if person.is_authenticated else Client()
    html = get(client, world.west.get_absolute_url())
    organisations = ["Kingsholm Infirmary", "Severnside Hospitals"]
    assert says(html, "app-row__title") == spaces + organisations
    assert "2 organisations take part" in says(html, "app-h2")


# Spaces


def test_ones_own_spaces_come_first(world: World) -> None:
    html = get(signed_in(world.guest), "/spaces")
    assert says(html, "app-row__title") == [
        "Bed rails group",
        "Falls and frailty",
        "Safer surgery",
    ]
    assert says(html, "app-h2") == ["Your spaces", "Others that you may read"]


def test_a_visitor_sees_public_spaces_only(client: Client, world: World) -> None:
    html = get(client, "/spaces")
    assert says(html, "app-row__title") == ["Safer surgery"]
    for hidden in ("Falls and frailty", "Medicines", "Stewards", "Bed rails", "Severnside"):
        assert hidden not in html


def test_a_newcomer_is_told_how_spaces_open(world: World) -> None:
    html = get(signed_in(world.signed_up), "/spaces")
    assert links(html, "Ask to join your organisation") == ["/me/organisations"]
