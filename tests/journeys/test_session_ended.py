"""The session ends while somebody writes: they sign in again, and what they typed is there."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Someone, on_a_phone, on_a_wide_screen
from tests.journeys.people import Visitor
from tests.journeys.story import AMINA, BEN, CHECKLIST, FALLS, NIGHTS, PASSWORD

BACK = "What you typed here before is back."


def session_ends(visitor: Visitor) -> None:
    """As after two weeks: the browser has no session any more."""
    visitor.page.context.clear_cookies(name="sessionid")


def signs_in_here(visitor: Visitor, email: str) -> None:
    """On the page that they were sent to."""
    visitor.is_at("Sign in")
    visitor.fills("Email address", email)
    visitor.fills("Password", PASSWORD)
    visitor.clicks("Sign in", "button")


@on_a_wide_screen
def test_an_intervention_is_still_in_its_form_after_signing_in_again(someone: Someone) -> None:
    # Given Amina has filled in an intervention when her session ends
    amina = someone(AMINA)
    amina.opens_space(FALLS)
    amina.clicks("Share intervention", "button")
    form = amina.page.url
    amina.fills_in_an_intervention("Torch by every bed")
    session_ends(amina)

    # When she shares it, and signs in again
    amina.clicks("Share intervention", "button")
    signs_in_here(amina, AMINA)

    # Then she is back at the form, with everything in it
    expect(amina.page).to_have_url(form)
    amina.sees(BACK)
    expect(amina.page.get_by_label("Title", exact=True)).to_have_value("Torch by every bed")
    expect(amina.page.get_by_label("Text", exact=True)).to_have_value(CHECKLIST)
    expect(amina.page.get_by_label("Tested", exact=True)).to_be_checked()
    amina.meets_a_page_that_everyone_can_use()

    # And once it is shared, the form is empty again
    amina.clicks("Share intervention", "button")
    amina.is_at("Torch by every bed")
    amina.goes_to(form)
    expect(amina.page.get_by_label("Title", exact=True)).to_have_value("")
    expect(amina.page.get_by_text(BACK)).to_be_hidden()


@on_a_phone
def test_what_was_kept_is_ones_own_and_can_be_dropped(someone: Someone) -> None:
    # Given Amina began a discussion and was signed out
    amina = someone(AMINA)
    amina.opens_space(FALLS)
    amina.clicks("Start discussion")
    form = amina.page.url
    amina.fills("Title", "Who has the key?")
    session_ends(amina)

    # When Ben signs in at the same computer, her words are not in his form
    amina.goes_to("/accounts/login/")
    signs_in_here(amina, BEN)
    amina.goes_to(form)
    expect(amina.page.get_by_label("Title", exact=True)).to_have_value("")
    session_ends(amina)

    # And when she is back, they are in hers until she starts afresh
    amina.goes_to("/accounts/login/")
    signs_in_here(amina, AMINA)
    amina.goes_to(form)
    expect(amina.page.get_by_label("Title", exact=True)).to_have_value("Who has the key?")
    amina.clicks("Start afresh", "button")
    amina.page.reload()
    expect(amina.page.get_by_label("Title", exact=True)).to_have_value("")


@on_a_phone
def test_an_open_page_says_that_one_is_signed_out_and_leads_back(someone: Someone) -> None:
    # Given Ben is in a discussion, and signs out in another tab
    ben = someone()
    ben.signs_in(BEN)
    ben.opens_discussion(NIGHTS, space=FALLS)
    ben.is_live()
    ben.types("We tried it with")
    other = ben.page.context.new_page()
    other.goto(f"{ben.address}/accounts/logout/")
    other.get_by_role("main").get_by_role("button", name="Sign out").click()

    # Then the discussion says so
    says = "You are signed out. What you write is kept. Sign in"
    expect(ben.connection).to_have_text(re.compile(says), timeout=30_000)
    ben.meets_a_page_that_everyone_can_use()

    # And after signing in he is where he was, with what he had typed
    ben.connection.get_by_role("link", name="Sign in").click()
    signs_in_here(ben, BEN)
    ben.is_at(NIGHTS)
    ben.is_live()
    expect(ben.composer).to_have_value("We tried it with")
    ben.forgives("WebSocket connection to .* failed")
