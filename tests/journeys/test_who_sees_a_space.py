"""A lead lets the network read a space: what is older stays where it was until it is looked through
and opened."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Someone, with_and_without_script
from tests.journeys.people import Visitor
from tests.journeys.story import AMINA, FALLS, MAYA, PRIYA
from tests.journeys.test_patients_stay_unknown import NHS_NUMBERS, NOBODY


def asks(visitor: Visitor, title: str, text: str, *, identifies: bool = False) -> str:
    """Start a discussion; its address."""
    visitor.opens_space(FALLS)
    visitor.clicks("Start discussion")
    visitor.fills("Title", title)
    visitor.fills("First message", text)
    visitor.clicks("Start discussion", "button")
    if identifies:
        visitor.ticks(NOBODY)
        visitor.clicks("Start discussion", "button")
    visitor.is_at(title)
    return visitor.page.url


def decides(lead: Visitor, who: str, button: str) -> None:
    lead.opens_space(FALLS)
    lead.clicks("Change who sees it")
    lead.page.get_by_label(who, exact=True).check()
    lead.clicks("Show who gains or loses sight", "button")
    lead.sees(re.compile("Who (gains|loses) sight"))
    lead.sees(re.compile("in the network who take no part"))
    lead.meets_a_page_that_everyone_can_use()
    lead.clicks(button, "button")
    lead.sees("people see it now.")


@with_and_without_script
def test_a_lead_opens_a_space_to_the_network_and_then_what_is_older(
    someone: Someone, screen: tuple[int, int], javascript: bool
) -> None:
    # Given a discussion among members that names a number, and Maya, of another collaborative
    priya = someone(PRIYA, javascript=javascript)
    amina, maya = someone(AMINA), someone(MAYA)
    old, new = f"The old rails {screen[0]}", f"The new rails {screen[0]}"
    address = asks(amina, old, f"The band said {NHS_NUMBERS[0]} twice.", identifies=True)
    maya.goes_to_what_is_missing(address)

    # When Priya lets the network read the space, having seen who gains sight
    decides(priya, "Everyone in the network", "Let the network read it")

    # Then Maya sees what is begun from then on, and no trace of what is older
    later = asks(amina, new, "Who has tried them?")
    maya.finds_space(FALLS)
    maya.clicks(re.compile("^Discussions"))
    maya.sees(new)
    maya.does_not_see(old)
    maya.goes_to(later)
    maya.is_at(new)
    maya.goes_to_what_is_missing(address)
    maya.goes_to_what_is_missing(f"{address}/open")

    # When Priya looks through the older one, something is found, and it stays closed
    priya.goes_to(address)
    priya.sees("Only those who take part here see this")
    priya.clicks("Look through it and open it")
    priya.sees("Message 1, Amina Okafor")
    priya.sees(re.compile("looks like an NHS number"))
    priya.meets_a_page_that_everyone_can_use()
    priya.clicks("Open to the network", "button")
    priya.sees("There is a problem")
    maya.goes_to_what_is_missing(address)

    # When Amina has mended it, nothing is found any more, and Priya opens it
    found = priya.page.get_by_role("main").get_by_role("link", name="Message 1, Amina Okafor")
    amina.goes_to(str(found.get_attribute("href")))
    amina.clicks("Edit")
    amina.page.get_by_label("Message", exact=True).first.fill("The band was printed twice.")
    amina.clicks("Save message", "button")
    amina.sees_message("The band was printed twice.")
    priya.clicks("Look through it again")
    priya.sees(re.compile("found nothing that could identify a patient"))
    priya.meets_a_page_that_everyone_can_use()
    priya.clicks("Open to the network", "button")
    priya.sees(re.compile("1 of [0-9]+ opened"))
    priya.meets_a_page_that_everyone_can_use()

    # Then Maya reads it
    maya.goes_to(address)
    maya.is_at(old)
    maya.sees_message("The band was printed twice.")

    # When Priya takes that back, and keeps the space to its members again
    row = priya.page.locator(".app-ask").filter(has_text=old)
    row.get_by_role("button", name="Undo").click()
    priya.sees(re.compile("0 of [0-9]+ opened"))
    maya.goes_to_what_is_missing(address)
    decides(priya, "Members only", "Keep it to those who take part")

    # Then nothing of it is there for Maya; and what was there is back when Priya undoes that
    maya.goes_to_what_is_missing(later)
    priya.page.locator(".app-undo").get_by_role("button", name="Undo").click()
    expect(priya.page.locator(".app-undo")).to_have_count(0)
    maya.goes_to(later)
    maya.is_at(new)
    maya.goes_to_what_is_missing(address)
    decides(priya, "Members only", "Keep it to those who take part")
