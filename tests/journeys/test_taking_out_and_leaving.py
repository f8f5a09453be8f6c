"""A nurse posts a patient's name; and somebody leaves."""

import json
import re
import zipfile

from playwright.sync_api import expect

from tests.journeys.conftest import Someone, on_a_wide_screen, with_and_without_script
from tests.journeys.people import Visitor
from tests.journeys.story import AMINA, BEN, FALLS, LEAH, PASSWORD

NAMED = "The lady with the grey parrot fell out of bed"


def shows_that_it_is_them(visitor: Visitor) -> None:
    visitor.page.get_by_role("textbox", name="Password").fill(PASSWORD)
    visitor.page.locator("main button[type=submit]").click()


@with_and_without_script
def test_what_names_a_patient_is_taken_out_and_vanishes_for_whoever_reads_it(
    someone: Someone, screen: tuple[int, int], javascript: bool
) -> None:
    # Given a message that names a patient, on Ben's screen
    amina, ben = someone(AMINA, javascript=javascript), someone(BEN)
    amina.starts_a_discussion(f"Bed rails {screen[0]}", "What do you do?", space=FALLS)
    ben.goes_to(amina.page.url)
    amina.writes(f"{NAMED} {screen[0]}")
    amina.has_sent(f"{NAMED} {screen[0]}")
    if javascript:
        ben.sees_message(f"{NAMED} {screen[0]}")

    # When Amina takes it out for good
    page = amina.page
    amina.message(NAMED).get_by_role("link", name=re.compile("More about this message")).click()
    page.get_by_role("link", name="Take out for good").click()
    page.get_by_role("button", name="Take it out for good").click()
    amina.sees("Choose why it is taken out")
    amina.meets_a_page_that_everyone_can_use()
    page.get_by_label("It could identify a patient").check()
    page.get_by_role("button", name="Take it out for good").click()

    # Then its place says so, for her and for Ben, and its words are nowhere
    for visitor in (amina, ben):
        expect(visitor.page.get_by_text("Taken out for good").last).to_be_visible()
        expect(visitor.page.get_by_text(NAMED)).to_have_count(0)
    amina.meets_a_page_that_everyone_can_use()


@on_a_wide_screen
def test_somebody_takes_everything_along_and_leaves(someone: Someone) -> None:
    # Given Leah, who takes along what is known about her
    leah = someone(LEAH)
    page = leah.page
    leah.goes_to("/me")
    leah.clicks("Everything about me")
    shows_that_it_is_them(leah)
    leah.is_at("Everything about me")
    leah.meets_a_page_that_everyone_can_use()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download file").click()
    with zipfile.ZipFile(download.value.path()) as files:
        assert json.loads(files.read("profile.json"))[0]["name"] == "Leah Donnelly"

    # When she leaves
    leah.goes_to("/me")
    leah.clicks("Leave and be forgotten")
    leah.is_at("Leave and be forgotten")
    leah.meets_a_page_that_everyone_can_use()
    page.get_by_role("button", name="Leave and be forgotten").click()

    # Then she is signed out, and cannot come back in
    leah.sees("You have left")
    leah.goes_to("/accounts/login/")
    page.get_by_label("Email address").fill(LEAH)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    leah.sees("The email address or the password is not right")
