"""Amina names Ben in a discussion; his bell rises on another page, and he reads what she asked."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Someone, on_a_phone, on_a_wide_screen
from tests.journeys.story import AMINA, BEN, FALLS, NIGHTS, SURGERY

BELL = re.compile("^Notices")


@on_a_wide_screen
def test_who_is_named_is_told_while_they_are_elsewhere(someone: Someone) -> None:
    # Given Ben on the page of a space, all of his notices read
    ben = someone(BEN)
    ben.goes_to("/notices")
    if ben.page.get_by_role("button", name="Mark all as read").count():
        ben.page.get_by_role("button", name="Mark all as read").click()
    ben.goes_to("/spaces")
    ben.clicks(SURGERY)
    ben.is_live()
    bell = ben.page.get_by_role("link", name=BELL)
    expect(bell).to_have_accessible_name("Notices")

    # When Amina begins his name, he is offered, and she takes him with the keyboard
    amina = someone(AMINA)
    amina.opens_discussion(NIGHTS, space=FALLS)
    amina.is_live()
    text = amina.page.get_by_label("Message", exact=True)
    text.press_sequentially("Do you count them, @Ben Hu")
    option = amina.page.get_by_role("option", name="Ben Hughes")
    expect(option).to_have_attribute("aria-selected", "true")
    amina.meets_a_page_that_everyone_can_use()
    text.press("Enter")
    expect(text).to_have_value("Do you count them, @Ben Hughes ")
    text.press_sequentially("or not?")
    text.press("Control+Enter")
    expect(amina.page.locator(".app-mention").last).to_have_text("@Ben Hughes")

    # Then his bell says so, and leads him to what she asked
    expect(bell).to_have_accessible_name("Notices, 1 unread")
    bell.click()
    ben.meets_a_page_that_everyone_can_use()
    ben.clicks("Amina Okafor mentions you")
    expect(ben.page.locator(".app-mention").last).to_be_visible()
    expect(ben.page.get_by_role("link", name=BELL)).to_have_accessible_name("Notices")


@on_a_phone
def test_without_script_a_name_is_typed_whole(someone: Someone) -> None:
    amina = someone(AMINA, javascript=False)
    amina.opens_discussion(NIGHTS, space=FALLS)
    amina.page.get_by_label("Message", exact=True).fill("And you, @Ben Hughes?")
    amina.page.get_by_role("button", name="Send").click()
    expect(amina.page.locator(".app-mention").last).to_have_text("@Ben Hughes")
