"""What forms do in a browser, with and without script, and the gallery of components."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import (
    Someone,
    on_a_phone,
    on_a_wide_screen,
    with_and_without_script,
)
from tests.journeys.story import AMINA, FALLS, NIGHTS, PASSWORD

pytestmark = pytest.mark.usefixtures("the_product")


@with_and_without_script
def test_every_component_can_be_used_by_everyone(someone: Someone, javascript: bool) -> None:
    visitor = someone(javascript=javascript)
    visitor.goes_to("/design/")
    visitor.sees("Components")
    visitor.meets_a_page_that_everyone_can_use()


@on_a_phone
def test_errors_are_announced_on_top_and_lead_to_their_fields(someone: Someone) -> None:
    visitor = someone()
    visitor.goes_to("/accounts/signup/")
    visitor.clicks("Create account", role="button")

    summary = visitor.page.locator(".nhsuk-error-summary")
    expect(summary).to_be_focused()
    expect(visitor.page).to_have_title(re.compile("^Error: "))
    visitor.meets_a_page_for_every_screen()

    summary.get_by_role("link", name="Enter your email address").click()
    expect(visitor.page.get_by_label("Email address")).to_be_focused()


@on_a_phone
def test_a_message_without_a_text_is_asked_for(someone: Someone) -> None:
    amina = someone(AMINA)
    amina.opens_discussion(NIGHTS, space=FALLS)
    amina.writes(" ")
    expect(amina.composer).to_be_focused()
    amina.sees("Write a message first")
    amina.needs_no_scrolling_sideways()
    amina.types("And the")
    amina.does_not_see("Write a message first")


@on_a_wide_screen
def test_a_password_can_be_shown(someone: Someone) -> None:
    visitor = someone()
    visitor.goes_to("/accounts/login/")
    password = visitor.page.get_by_label("Password", exact=True)
    password.fill(PASSWORD)
    visitor.clicks("Show password", role="button")
    expect(password).to_have_attribute("type", "text")
    visitor.clicks("Hide password", role="button")
    expect(password).to_have_attribute("type", "password")


@on_a_phone
def test_without_script_no_button_promises_what_it_cannot_do(someone: Someone) -> None:
    visitor = someone(javascript=False)
    visitor.goes_to("/accounts/login/")
    expect(visitor.page.locator(".nhsuk-password-input__toggle")).to_be_hidden()
    visitor.goes_to("/design/")
    expect(visitor.page.locator(".app-preview__views").first).to_be_hidden()


@on_a_phone
def test_what_is_done_is_announced(someone: Someone) -> None:
    visitor = someone(AMINA)
    visitor.goes_to("/me")
    visitor.clicks("Save details", role="button")
    done = visitor.page.get_by_role("alert")
    expect(done).to_contain_text("Your details are saved.")
    expect(done).to_be_focused()
    visitor.meets_a_page_for_every_screen()


def test_a_text_is_previewed_where_it_is_written_and_its_box_grows(someone: Someone) -> None:
    visitor = someone(AMINA)
    visitor.goes_to("/spaces")
    visitor.clicks("Falls and frailty")
    visitor.clicks("Share intervention", role="button")

    text = visitor.page.get_by_label("Text", exact=True)
    before = text.bounding_box()["height"]
    text.fill("## Sign in\n\n- [ ] Name is said aloud\n" + "- [ ] Site is marked\n" * 40)
    assert text.bounding_box()["height"] > before

    box = visitor.page.locator("[data-preview-box]", has=text)
    box.get_by_role("button", name="Preview").click()
    expect(box.locator(".app-check")).to_contain_text("Name is said aloud")
    expect(text).to_be_hidden()
    visitor.meets_a_page_that_everyone_can_use()
    box.get_by_role("button", name="Write").click()
    expect(text).to_be_focused()
    expect(text).to_have_value(re.compile("Site is marked"))


@on_a_wide_screen
def test_a_lost_connection_says_that_nothing_is_lost(someone: Someone) -> None:
    visitor = someone(AMINA)
    visitor.goes_to("/spaces")
    visitor.clicks("Falls and frailty")
    visitor.clicks("Share intervention", role="button")
    text = visitor.page.get_by_label("Text", exact=True)
    text.fill("## Sign in")
    visitor.page.route("**/preview*", lambda route: route.abort())
    visitor.page.locator("[data-preview-box]", has=text).get_by_role(
        "button", name="Preview"
    ).click()
    visitor.sees("Your text is kept; try again in a minute.")
    visitor.complaints.clear()
