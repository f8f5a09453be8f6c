"""A backup is put back while pages are open."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import StorageState, expect

from tests.journeys.conftest import Server, Someone, on_a_wide_screen
from tests.journeys.story import AMINA, BEN, FALLS
from tests.services.product import REPOSITORY


@pytest.fixture(scope="module")
def the_product(tmp_path_factory: pytest.TempPathFactory, the_story: Path) -> Iterator[Server]:
    """One of its own: a restore takes away what other journeys wrote."""
    server = Server(tmp_path_factory.mktemp("product"), the_story)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def sessions() -> dict[str, StorageState]:
    return {}


def manage(server: Server, *arguments: str) -> None:
    own = os.environ | {"DATA_DIR": str(server.folder)}
    command = [sys.executable, "manage.py", *arguments]
    subprocess.run(command, cwd=REPOSITORY, env=own, check=True, capture_output=True)


@on_a_wide_screen
def test_a_page_that_was_open_shows_what_is_there_now(
    someone: Someone, the_product: Server
) -> None:
    # Given Amina and Ben in one discussion, and a backup of it
    amina, ben = someone(AMINA), someone(BEN)
    amina.starts_a_discussion("Who keeps the key?", "We do.", space=FALLS)
    ben.goes_to(amina.page.url)
    ben.is_live()
    backup = str(the_product.folder / "backup.tar.gz")
    manage(the_product, "backup", backup)

    # When both write on, the server is stopped, and the backup is put back
    amina.writes("The ward clerk has it.")
    ben.sees_message("The ward clerk has it.")
    ben.types("And at night")
    the_product.stop()
    try:
        manage(the_product, "restore", backup, "--replace")
    finally:
        the_product.start()

    # Then Ben's page says that he is signed out
    ben.reads_of_the_connection("You are signed out. What you write is kept.")

    # And once he has signed in in another tab and written there, under the number of what is gone,
    # it shows what is there now, and goes on
    other = ben.in_another_tab()
    other.signs_in(BEN)
    other.goes_to(ben.page.url)
    other.is_live()
    other.writes("Ours hangs by the door.")
    other.has_sent("Ours hangs by the door.")
    ben.page.bring_to_front()
    ben.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    ben.is_live()
    texts = ["We do.", "Ours hangs by the door."]
    expect(ben.page.locator(".app-msg__text")).to_have_text(texts)
    expect(ben.composer).to_have_value("And at night")
    other.writes("At night too.")
    ben.sees_message("At night too.")
    expect(ben.page.locator(".app-msg__text")).to_have_text([*texts, "At night too."])
    for visitor in (amina, ben):
        visitor.forgives(
            "ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|ERR_INCOMPL|403|WebSocket"
        )
