"""Back after signing out shows nothing on a computer that others use."""

from django.test import Client

from tests.unit.interventions.pages import signed_in
from tests.world import World


def test_no_browser_keeps_what_somebody_saw_while_signed_in(world: World) -> None:
    client = signed_in(world.amina)
    pages = ["/", world.falls.get_absolute_url(), "/help", "/nowhere", "/seen"]
    assert {client.get(page).headers["Cache-Control"] for page in pages} == {"private, no-store"}


def test_what_everybody_sees_may_be_kept(client: Client, world: World) -> None:
    for page in ("/", world.surgery.get_absolute_url(), "/help"):
        assert "Cache-Control" not in client.get(page).headers


def test_files_are_kept_for_whoever_asks(world: World) -> None:
    headers = signed_in(world.amina).get("/static/icon.svg").headers
    assert "no-store" not in headers["Cache-Control"]
