"""Priya works down what needs her, with the keyboard and on a phone, and changes her mind."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import (
    Someone,
    on_a_phone,
    on_a_wide_screen,
    with_and_without_script,
)
from tests.journeys.people import Visitor
from tests.journeys.story import DANIEL, FALLS, LEAH, PRIYA


def opens_the_desk(visitor: Visitor) -> None:
    visitor.goes_to("/")
    visitor.clicks("Desk")
    visitor.is_at("Desk")


def line(visitor: Visitor, words: str) -> object:
    return visitor.page.locator("main li.app-ask").filter(has_text=words)


def things(visitor: Visitor) -> int:
    says = visitor.page.get_by_text(re.compile(r"things? needs? you\."))
    return int(says.inner_text().split()[0])


@with_and_without_script
def test_she_reminds_somebody_and_takes_it_back(someone: Someone, javascript: bool) -> None:
    priya = someone(PRIYA, javascript=javascript)
    opens_the_desk(priya)
    priya.meets_a_page_that_everyone_can_use()
    before = things(priya)
    quiet = line(priya, "Frome Valley Care Homes")
    expect(quiet).to_contain_text("late")

    priya.clicks(re.compile("^Remind Martin"), "button")
    done = priya.page.get_by_text("You reminded Martin Frost of Frome Valley Care Homes").first
    expect(done).to_be_visible()
    assert things(priya) == before - 1
    priya.meets_a_page_that_everyone_can_use()

    priya.clicks(re.compile("^Undo You reminded Martin Frost"), "button")
    expect(quiet).to_contain_text("late")
    assert things(priya) == before


@on_a_wide_screen
def test_with_the_keyboard_the_focus_stays_in_the_line(someone: Someone) -> None:
    priya = someone(PRIYA)
    opens_the_desk(priya)
    priya.page.get_by_role("button", name=re.compile("^Withdraw.*Tom Sayer")).focus()
    priya.page.keyboard.press("Enter")
    undo = priya.page.get_by_role("button", name=re.compile("^Undo You withdrew"))
    expect(undo).to_be_focused()
    expect(priya.page.locator("[data-desk-says]")).to_contain_text("You withdrew the invitation")
    priya.page.keyboard.press("Enter")
    expect(priya.page.get_by_text("You withdrew the invitation of Tom Sayer")).to_have_count(0)


@on_a_wide_screen
def test_of_two_at_once_the_second_is_told_who_was_quicker(someone: Someone) -> None:
    leah, priya, daniel = someone(LEAH), someone(PRIYA), someone(DANIEL)
    opens_the_desk(priya)
    desk = priya.page.url
    daniel.goes_to(desk)
    for each in (priya, daniel):
        expect(line(each, "Sofia Lambert")).to_have_count(1)

    priya.clicks(re.compile("^Confirm as member Sofia"), "button")
    expect(priya.page.get_by_text("You confirmed Sofia Lambert").first).to_be_visible()
    daniel.clicks(re.compile("^Confirm as member Sofia"), "button")
    expect(daniel.page.get_by_text("Priya Nair has dealt with that already")).to_be_visible()
    daniel.meets_a_page_that_everyone_can_use()

    priya.clicks(re.compile("^Undo You confirmed Sofia"), "button")
    expect(line(priya, "Sofia Lambert asks to belong")).to_have_count(1)

    leah.goes_to(desk)
    expect(leah.page.get_by_role("heading", level=1)).not_to_have_text("Desk")
    leah.forgives("status of 403")
    leah.opens_space(FALLS)


@on_a_phone
def test_she_changes_what_counts_as_quiet(someone: Someone) -> None:
    priya = someone(PRIYA)
    opens_the_desk(priya)
    priya.page.get_by_text("Change the number of days").click()
    priya.fills("Days without a sign-in, post or update", "5")
    priya.clicks(re.compile("^Save"), "button")
    expect(priya.page.get_by_text("Enter a number of days from 7 to 365").first).to_be_visible()
    priya.meets_a_page_for_every_screen()
    priya.page.get_by_label("Days without a sign-in, post or update").fill("30")
    priya.clicks(re.compile("^Save"), "button")
    expect(
        priya.page.get_by_text("Organisations now count as quiet after 30 days.")
    ).to_be_visible()
