"""What somebody wrote is edited, removed, brought back, quoted and linked to."""

import re

from playwright.sync_api import Locator, Route, expect

from tests.journeys.conftest import (
    Someone,
    on_a_phone,
    on_a_wide_screen,
    with_and_without_script,
)
from tests.journeys.people import NARROW, Visitor
from tests.journeys.slow_network import SlowNetwork
from tests.journeys.story import AMINA, BEN, FALLS

# A page that waits for answers a tenth as long as it would.
IMPATIENT = """() => {
  const timeout = AbortSignal.timeout
  AbortSignal.timeout = (milliseconds) => timeout.call(AbortSignal, milliseconds / 10)
}"""


def opens_what_can_be_done(visitor: Visitor, message: Locator) -> Locator:
    """With script it opens in place, without it is a page."""
    message.get_by_role("link", name="More about this message").click()
    if not visitor.javascript:
        return visitor.page.get_by_role("main")
    return visitor.page.get_by_role("dialog")


def edits(visitor: Visitor, message: Locator, text: str) -> None:
    opens_what_can_be_done(visitor, message).get_by_role("link", name="Edit").click()
    visitor.is_at("Edit your message")
    visitor.meets_a_page_that_everyone_can_use()
    visitor.fills("Message", text)
    visitor.clicks("Save message", "button")


@on_a_wide_screen
def test_what_one_edits_and_removes_changes_before_the_others_eyes(someone: Someone) -> None:
    title = "Which light stays on?"
    amina, ben = someone(AMINA), someone(BEN, screen=NARROW)

    # Given Amina has asked something, and Ben has the discussion open on his phone and has answered
    amina.starts_a_discussion(title, "The one at the sluice.", space=FALLS)
    ben.opens_discussion(title, space=FALLS)
    ben.is_live()
    ben.writes("Ours is by the **door**.")
    ben.has_sent("Ours is by the door")
    ben.types("And another thing")

    # When she edits her message, he sees the new text and that it was edited
    edits(amina, amina.message("The one at the sluice."), "The one over the sink.")
    amina.sees_message("The one over the sink.")
    ben.sees_message(re.compile("The one over the sink.*edited", re.S))
    expect(ben.message("sluice")).to_have_count(0)
    ben.meets_a_page_for_every_screen()

    # And she reads what it said before, which he is not offered
    opens_what_can_be_done(amina, amina.message("The one over the sink."))
    amina.page.get_by_role("link", name="History").click()
    amina.is_at("History of a message")
    amina.sees("The one at the sluice.")
    amina.meets_a_page_that_everyone_can_use()
    offered = opens_what_can_be_done(ben, ben.message("The one over the sink."))
    expect(offered.get_by_role("link", name="Quote")).to_be_visible()
    expect(offered.get_by_role("link", name="History")).to_have_count(0)
    expect(offered.get_by_role("link", name="Edit")).to_have_count(0)
    ben.meets_a_page_for_every_screen()
    ben.page.keyboard.press("Escape")

    # When she removes it, only its place is left; undone, it is back
    amina.page.go_back()
    amina.is_live()
    options = opens_what_can_be_done(amina, amina.message("The one over the sink."))
    options.get_by_role("button", name="Remove").click()
    amina.sees(re.compile("Removed by its author"))
    ben.sees(re.compile("Removed by its author"))
    expect(ben.message("over the sink")).to_have_count(0)
    amina.meets_a_page_for_every_screen()
    amina.clicks("Undo", "button")
    amina.sees_message("The one over the sink.")
    ben.sees_message("The one over the sink.")

    # And what he was typing is untouched
    expect(ben.composer).to_have_value("And another thing")


@on_a_wide_screen
def test_what_changes_above_does_not_move_what_one_reads(someone: Someone) -> None:
    title = "Long night"
    amina, ben = someone(AMINA), someone(BEN)
    amina.starts_a_discussion(title, "Short.", space=FALLS)
    amina.is_live()
    for n in range(12):
        amina.writes(f"Line {n}\n\n" + "and more of it\n\n" * 4)
        amina.has_sent(f"Line {n}")
    ben.opens_discussion(title, space=FALLS)
    ben.is_live()
    reads = ben.message("Line 6")
    reads.evaluate("(message) => message.scrollIntoView({block: 'center'})")
    before = reads.bounding_box()
    amina.goes_to(amina.page.url.partition("#")[0] + "?from=1")
    edits(amina, amina.message("Short."), "Much longer now.\n\n" * 12)
    expect(ben.message("Much longer now.")).to_have_count(1)
    after = reads.bounding_box()
    assert before and after and abs(before["y"] - after["y"]) < 2


@with_and_without_script
def test_a_message_is_quoted_and_the_quote_follows_it(
    someone: Someone, screen: tuple[int, int], javascript: bool
) -> None:
    title = f"Rails up or down? {screen[0]} {javascript}"
    amina, ben = someone(AMINA, javascript=javascript), someone(BEN, javascript=javascript)
    amina.starts_a_discussion(title, "Down, with the bed low.", space=FALLS)

    # When Ben quotes Amina
    ben.opens_discussion(title, space=FALLS)
    options = opens_what_can_be_done(ben, ben.message("Down, with the bed low."))
    options.get_by_role("link", name="Quote").click()
    expect(ben.page.locator("[data-quoting]")).to_contain_text("Amina Okafor")
    ben.meets_a_page_that_everyone_can_use()
    ben.writes("We found the same.")
    ben.has_sent("We found the same.")

    # Then her words stand above his, and follow what she makes of them
    quote = ben.message("We found the same.").locator("blockquote")
    expect(quote).to_have_text("Amina Okafor Down, with the bed low.")
    expect(ben.page.locator("[data-quoting]")).to_be_hidden()
    amina.page.reload()
    edits(amina, amina.message("Down, with the bed low.").first, "Down, and a mat beside it.")
    if not javascript:
        ben.page.reload()
    expect(quote).to_have_text("Amina Okafor Down, and a mat beside it.")
    quote.get_by_role("link", name="Amina Okafor").click()
    expect(ben.message("Down, and a mat beside it.").first).to_be_in_viewport()
    ben.meets_a_page_that_everyone_can_use()


@with_and_without_script
def test_one_edits_and_removes_without_script_too(
    someone: Someone, screen: tuple[int, int], javascript: bool
) -> None:
    title = f"Mats or sensors? {screen[0]} {javascript}"
    amina = someone(AMINA, javascript=javascript)
    amina.starts_a_discussion(title, "Mats.", space=FALLS)
    edits(amina, amina.message("Mats."), "Sensors.")
    amina.sees_message(re.compile("Sensors.*edited", re.S))
    options = opens_what_can_be_done(amina, amina.message("Sensors."))
    options.get_by_role("button", name="Remove").click()
    amina.sees(re.compile("Removed by its author"))
    amina.does_not_see("Sensors.")
    amina.clicks("Undo", "button")
    amina.sees_message("Sensors.")
    amina.clicks("Change the title")
    amina.fills("Title", f"Sensors, then {screen[0]} {javascript}")
    amina.clicks("Save title", "button")
    amina.is_at(f"Sensors, then {screen[0]} {javascript}")


@on_a_wide_screen
def test_the_link_of_a_message_leads_to_it(someone: Someone) -> None:
    amina, ben = someone(AMINA), someone(BEN)
    amina.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    amina.starts_a_discussion("Where to put the alarm", "Behind the desk.", space=FALLS)
    amina.is_live()
    options = opens_what_can_be_done(amina, amina.message("Behind the desk."))
    options.get_by_role("button", name="Copy link").click()
    amina.sees("Link copied")
    link = amina.page.evaluate("navigator.clipboard.readText()")
    assert re.search("/m/[0-9A-Z]{12}$", link)
    ben.goes_to(link)
    ben.is_at("Where to put the alarm")
    expect(ben.message("Behind the desk.")).to_be_in_viewport()

    # Without script, and where nothing may be copied, it is there to be selected
    plain = someone(BEN, javascript=False)
    plain.goes_to(link)
    opens_what_can_be_done(plain, plain.message("Behind the desk."))
    expect(plain.page.get_by_label("Link to this message")).to_have_value(link)


@on_a_wide_screen
def test_a_message_is_edited_with_the_keyboard_alone(someone: Someone) -> None:
    amina = someone(AMINA)
    amina.starts_a_discussion("Keys only", "First", space=FALLS)
    amina.is_live()
    page = amina.page
    more = amina.message("First").get_by_role("link", name="More about this message")
    amina.message("First").locator(".app-msg__at a").focus()
    page.keyboard.press("Tab")
    expect(more).to_be_focused()
    expect(amina.message("First").locator(".app-msg__tools")).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(more).to_be_focused()
    page.keyboard.press("Enter")
    quote = page.get_by_role("dialog").get_by_role("link", name="Quote")
    expect(quote).to_be_focused()
    page.keyboard.press("Enter")
    expect(amina.composer).to_be_focused()
    expect(page.locator("[data-quoting]")).to_be_visible()
    more.focus()
    page.keyboard.press("Enter")
    expect(quote).to_be_focused()
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("dialog").get_by_role("link", name="Edit")).to_be_focused()
    page.keyboard.press("Enter")
    amina.is_at("Edit your message")


@on_a_wide_screen
def test_what_can_be_done_opens_once_however_often_one_asks(someone: Someone) -> None:
    amina = someone(AMINA)
    amina.starts_a_discussion("Slow answers", "Mine", space=FALLS)
    amina.is_live()
    more = amina.message("Mine").get_by_role("link", name="More about this message")
    network = SlowNetwork(amina, "/options$")

    # While the answer is on its way, asking again changes nothing
    for _ in range(3):
        more.click()
    network.next().continue_()
    expect(amina.page.get_by_role("dialog")).to_have_count(1)
    assert not network.waiting
    amina.page.keyboard.press("Escape")
    expect(amina.page.get_by_role("dialog")).to_have_count(0)

    # When the server cannot be reached, or never answers, it leads to the page itself
    for answers in (Route.abort, lambda route: None):
        amina.page.evaluate(IMPATIENT)
        more.click()
        answers(network.next())
        network.next().continue_()
        amina.is_at("Message by Amina Okafor")
        amina.page.go_back()
        amina.is_live()
    amina.forgives("net::ERR_FAILED")


@on_a_phone
def test_on_a_phone_the_button_beside_a_message_is_large_enough(someone: Someone) -> None:
    amina = someone(AMINA)
    amina.starts_a_discussion("Thumbs", "Mine", space=FALLS)
    more = amina.message("Mine").get_by_role("link", name="More about this message")
    box = more.bounding_box()
    assert box and box["width"] >= 44 and box["height"] >= 44
    expect(more).to_be_visible()
    amina.meets_a_page_that_everyone_can_use()


@on_a_wide_screen
def test_a_title_changes_before_the_others_eyes(someone: Someone) -> None:
    amina, ben = someone(AMINA), someone(BEN)
    amina.starts_a_discussion("Old title", "What do you think?", space=FALLS)
    ben.opens_discussion("Old title", space=FALLS)
    ben.is_live()
    amina.clicks("Change the title")
    amina.fills("Title", "Better title")
    amina.clicks("Save title", "button")
    ben.is_at("Better title")
    expect(ben.page).to_have_title(re.compile("^Better title"))


@on_a_wide_screen
def test_an_intervention_is_removed_and_brought_back(someone: Someone) -> None:
    amina, ben = someone(AMINA), someone(BEN)
    amina.shares("Slippers on the locker", space=FALLS)
    address = amina.page.url
    ben.goes_to(address)
    amina.clicks("Remove")
    amina.is_at("Remove Slippers on the locker")
    amina.fills("Reason (optional)", "Shared twice")
    amina.clicks("Remove intervention", "button")
    amina.is_at("This intervention was removed")
    amina.meets_a_page_that_everyone_can_use()
    ben.sees("This intervention was removed a moment ago.")
    ben.page.reload()
    ben.is_at("This intervention was removed")
    ben.sees(re.compile("Removed by its author, .*: Shared twice"))
    ben.does_not_see("Slippers on the locker")
    amina.clicks("Undo", "button")
    amina.is_at("Slippers on the locker")
