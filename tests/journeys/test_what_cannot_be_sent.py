"""A form is sent while the server cannot be reached: that is said, and it can be sent again."""

import re

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Someone
from tests.journeys.people import Visitor
from tests.journeys.story import BEN, PRIYA


def told(visitor: Visitor, words: str) -> Locator:
    """What they are told, in sight."""
    says = visitor.page.get_by_role("alert").filter(has_text=words)
    expect(says).to_be_in_viewport()
    return says


def test_what_was_typed_stays_and_is_sent_once_the_network_is_back(someone: Someone) -> None:
    ben = someone(BEN)
    ben.goes_to("/organisations/register")
    ben.fills("Name", "Fern Lodge")
    ben.loses_the_network()
    ben.clicks("Register organisation", "button")
    says = told(ben, "That did not arrive. What you typed is still here")
    expect(ben.page.get_by_label("Name", exact=True)).to_have_value("Fern Lodge")
    ben.meets_a_page_that_everyone_can_use()

    ben.finds_the_network()
    ben.page.wait_for_timeout(1_100)  # within a second a button takes no second press
    ben.clicks("Register organisation", "button")
    expect(ben.page.get_by_text("There is a problem")).to_be_visible()
    expect(says).to_have_count(0)
    expect(ben.page.get_by_label("Name", exact=True)).to_have_value("Fern Lodge")


def test_where_the_network_is_there_and_the_server_is_not_the_same_is_said(
    someone: Someone,
) -> None:
    ben = someone(BEN)
    ben.goes_to("/organisations/register")
    ben.fills("Name", "Fern Lodge")
    for state in ("live", "offline"):  # as a page tells that hears nothing more of the server
        ben.page.evaluate(
            "state => document.dispatchEvent(new CustomEvent('live:state', { detail: state }))",
            state,
        )
    ben.page.route("**/healthz", lambda route: route.abort("connectionrefused"), times=1)
    ben.page.get_by_label("Name", exact=True).press("Enter")
    told(ben, "That did not arrive. What you typed is still here")
    ben.forgives("net::ERR_CONNECTION_REFUSED")


def test_at_the_desk_it_is_said_under_the_line(someone: Someone) -> None:
    priya = someone(PRIYA)
    priya.goes_to("/")
    priya.clicks(re.compile("^Desk"))
    priya.is_at("Desk")
    line = priya.page.locator("main li.app-ask").filter(has_text="Frome Valley Care Homes")
    priya.loses_the_network()
    line.get_by_role("button", name=re.compile("^Not now")).click()
    told(priya, "That did not arrive. Check your connection and press the button again.")
    expect(line).to_contain_text("That did not arrive.")
    priya.meets_a_page_that_everyone_can_use()
    priya.finds_the_network()
    line.get_by_role("button", name=re.compile("^Not now")).click()
    expect(
        priya.page.get_by_text("You left Frome Valley Care Homes for 30 days").first
    ).to_be_visible()
    expect(priya.page.get_by_role("alert")).to_have_count(0)
    priya.clicks(re.compile("^Undo You left Frome"), "button")
    expect(line).to_contain_text("late")
