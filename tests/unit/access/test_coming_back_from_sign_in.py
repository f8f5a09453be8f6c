"""Who sends a form after their session ended signs in, and comes back to where the form stood."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from tests.world import World

OURS = "http://testserver"


def sent_to_sign_in(client: Client, address: str, came_from: str | None) -> str:
    """Where signing in would lead."""
    headers = {} if came_from is None else {"Referer": came_from}
    answer = client.post(address, {"subject": "space:A", "n": "1"}, headers=headers)
    assert answer.status_code == 302
    there = urlsplit(answer.headers["Location"])
    assert there.path == "/accounts/login/"
    return parse_qs(there.query)["next"][0]


def test_a_form_leads_back_to_the_page_it_stood_on(client: Client, world: World) -> None:
    address = world.surgery.get_absolute_url()
    back = sent_to_sign_in(client, "/seen", f"{OURS}{address}?before=4#rows")
    assert back == f"{address}?before=4"
    assert client.get(back).status_code == 200


def test_a_form_sent_where_only_members_see_leads_to_sign_in_and_tells_nothing(
    client: Client, world: World
) -> None:
    for uid in (world.falls.uid, "0" * 12):
        came_from = f"{OURS}/s/{uid}/share"
        assert sent_to_sign_in(client, f"/s/{uid}/share", came_from) == f"/s/{uid}/share"
        assert client.get(f"/s/{uid}/share").status_code == 404


@pytest.mark.parametrize(
    "came_from",
    [
        None,
        "",
        "http://[",
        "https://elsewhere.example/spaces",
        f"{OURS}@elsewhere.example/spaces",
        f"{OURS}//elsewhere.example/spaces",
        f"{OURS}/\\elsewhere.example",
        "javascript:alert(1)",
    ],
)
def test_it_leads_to_no_page_that_is_not_ours(
    client: Client, world: World, came_from: str | None
) -> None:
    assert sent_to_sign_in(client, "/seen", came_from) == "/"


def test_a_page_that_was_asked_for_is_where_one_comes_back_to(client: Client, world: World) -> None:
    answer = client.get("/me/organisations?q=ward", headers={"Referer": f"{OURS}/spaces"})
    assert parse_qs(urlsplit(answer.headers["Location"]).query)["next"] == [
        "/me/organisations?q=ward"
    ]
