"""A text that two people improve: nothing is overwritten, and what changed can be read."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Someone, on_a_phone, with_and_without_script
from tests.journeys.people import Visitor
from tests.journeys.story import AMINA, BEN, CHECKLIST, FALLS


def begins_to_edit(visitor: Visitor, address: str) -> None:
    visitor.goes_to(address)
    visitor.clicks("Edit", "button")


def changes(visitor: Visitor, old: str, new: str) -> None:
    text = visitor.page.get_by_label("Text", exact=True)
    written = text.input_value()
    assert old in written
    text.fill(written.replace(old, new))


@with_and_without_script
def test_two_people_edit_at_once_and_both_texts_are_shown(
    someone: Someone, screen: tuple[int, int], javascript: bool
) -> None:
    title = f"Lights down list {screen[0]}"

    # Given Amina's checklist, which she and Ben begin to edit, and which Ben reads in another tab
    amina, ben = someone(AMINA, javascript=javascript), someone(BEN, javascript=javascript)
    reader = someone(BEN)
    amina.shares(title, space=FALLS)
    address = amina.page.url
    reader.goes_to(address)
    begins_to_edit(amina, address)
    begins_to_edit(ben, address)

    # When Ben saves first
    changes(ben, "not on the locker", "and shown to work")
    ben.fills("What you have changed", "A bell in the hand still has to ring")
    ben.clicks("Save version", "button")
    ben.is_at(title)
    ben.sees("You have saved version 2.")
    ben.sees("and shown to work")

    # Then whoever reads it is told, and what they read stays
    reader.sees("Version 2 was saved.")
    reader.sees("not on the locker")
    reader.does_not_see("and shown to work")
    reader.clicks("Show it")
    reader.sees("and shown to work")

    # And when Amina saves, she sees his version, hers, and what differs
    changes(amina, "Bed at its lowest", "Bed at its lowest, brakes on")
    amina.clicks("Save version", "button")
    amina.sees("Ben Hughes saved version 2 while you were writing")
    amina.sees("Ben Hughes wrote: “A bell in the hand still has to ring”")
    expect(amina.page.locator(".app-stale del")).to_contain_text(["and shown to work"])
    expect(amina.page.locator(".app-stale ins")).to_contain_text(["brakes on"])
    expect(amina.page.locator(".app-stale pre")).to_contain_text("and shown to work")
    expect(amina.page.get_by_label("Text", exact=True)).to_have_value(
        re.compile("Bed at its lowest, brakes on")
    )
    amina.meets_a_page_that_everyone_can_use()

    # When she takes his change over and saves, it is on top of his
    changes(amina, "not on the locker", "and shown to work")
    amina.clicks("Save on top of version 2", "button")
    amina.sees("You have saved version 3.")
    amina.sees("Bed at its lowest, brakes on")
    amina.sees("and shown to work")

    # And each version is kept, with who saved it and what changed
    amina.clicks(re.compile("^Versions"))
    versions = amina.page.locator(".app-rows .app-row")
    expect(versions).to_have_text(
        [
            re.compile("Version 3.*Amina Okafor.*current", re.S),
            re.compile("Version 2.*A bell in the hand still has to ring.*Ben Hughes", re.S),
            re.compile("Version 1.*Amina Okafor", re.S),
        ]
    )
    amina.meets_a_page_that_everyone_can_use()
    amina.clicks("What changed in version 3")
    expect(amina.page.locator(".app-changes ins")).to_contain_text(["brakes on"])
    expect(amina.page.locator(".app-changes del")).to_have_count(1)
    amina.meets_a_page_that_everyone_can_use()


@on_a_phone
def test_an_older_version_says_that_it_is_old_and_can_be_brought_back(someone: Someone) -> None:
    # Given a text that was changed for the worse
    title = "Shoes list"
    amina = someone(AMINA)
    amina.shares(title, space=FALLS)
    address = amina.page.url
    begins_to_edit(amina, address)
    changes(amina, "Footwear on or within reach", "Footwear somewhere")
    amina.clicks("Save version", "button")

    # When Amina opens the first version
    amina.clicks(re.compile("^Versions"))
    amina.clicks("Version 1")
    amina.sees("Version 2 is current.")
    amina.sees("Footwear on or within reach")
    amina.meets_a_page_for_every_screen()

    # Then she can bring it back, as the next version
    amina.clicks("Bring this version back", "button")
    expect(amina.page.get_by_label("Text", exact=True)).to_have_value(CHECKLIST)
    amina.clicks("Save version", "button")
    amina.sees("You have saved version 3.")
    amina.sees("Footwear on or within reach")
