"""What arrives never moves what somebody reads: it says that it is there, and waits."""

import re

from playwright.sync_api import Locator, expect

from tests.journeys.conftest import Someone, on_a_phone, on_a_wide_screen
from tests.journeys.people import NARROW, Visitor
from tests.journeys.story import AMINA, BEN, FALLS, NIGHTS


def place_of(row: Locator) -> float:
    """How far below the top of the window it stands, in pixels."""
    box = row.bounding_box()
    assert box
    return box["y"]


def test_new_messages_wait_below_until_one_goes_to_them(
    someone: Someone, screen: tuple[int, int]
) -> None:
    # Given Ben reads a long discussion from its beginning
    amina, ben = someone(AMINA), someone(BEN)
    amina.opens_discussion(NIGHTS, space=FALLS)
    ben.opens_discussion(NIGHTS, space=FALLS)
    ben.is_live()
    amina.is_live()
    ben.page.evaluate("scrollTo(0, 0)")
    reading = ben.message("We ran the checklist for six weeks")
    before = place_of(reading)

    # When Amina writes three times
    written = [f"{number} of three, {screen[0]}" for number in ("One", "Two", "Three")]
    for text in written:
        amina.writes(text)
        ben.sees_message(text)

    # Then nothing moves but the button that counts them, and a screen reader says it politely
    jump = ben.page.get_by_role("button", name="3 new messages")
    expect(jump).to_be_visible()
    assert place_of(reading) == before
    said = ben.page.locator("[data-thread] > [role=status]")
    expect(said).to_have_text(re.compile("Amina Okafor wrote a message|new messages"))
    ben.meets_a_page_that_everyone_can_use()

    # And the button leads to the first of them
    jump.click()
    expect(ben.message(written[0])).to_be_focused()
    expect(ben.message(written[0])).to_be_in_viewport()
    expect(jump).to_be_hidden()


def test_who_is_at_the_end_stays_there_while_they_write_and_others_answer(
    someone: Someone, screen: tuple[int, int]
) -> None:
    # Given Ben is at the end of a discussion
    amina, ben = someone(AMINA), someone(BEN)
    title = f"What is on your handover sheet? {screen[0]}"
    amina.starts_a_discussion(title, "\n\n".join("Bed rails. " * 9 for _ in range(9)), space=FALLS)
    ben.goes_to(amina.page.url)
    ben.is_live()
    amina.is_live()

    # When he writes several lines, he still sees the last message, and then what he sent
    ben.writes("\n".join(["Name", "Bed", "Rails", "Mobility", "Footwear", "Light", "Bell"]))
    ben.has_sent(re.compile("Name.*Bell", re.S))
    expect(ben.message("Mobility").get_by_text("Bell")).to_be_in_viewport()
    assert sees_the_end(ben)

    # And when the box has grown over what is above, an answer is seen as it comes
    ben.types("\n".join("And what") if screen[0] > 640 else "And what")
    assert sees_the_end(ben)
    amina.writes("Ours has the falls score too.")
    ben.sees_message("Ours has the falls score too.")
    assert sees_the_end(ben)
    expect(ben.page.get_by_role("button", name="1 new message")).to_be_hidden()


@on_a_phone
def test_the_button_for_new_messages_works_while_one_writes(someone: Someone) -> None:
    # Given Ben reads above, with the box for his answer open and empty
    amina, ben = someone(AMINA), someone(BEN)
    amina.opens_discussion(NIGHTS, space=FALLS)
    ben.opens_discussion(NIGHTS, space=FALLS)
    ben.is_live()
    amina.is_live()
    ben.composer.click()
    ben.page.evaluate("scrollTo(0, 0)")

    # When Amina writes and he presses the button, the box does not move away from under his finger
    amina.writes("Did the lights change anything?")
    jump = ben.page.get_by_role("button", name="1 new message")
    before = place_of(jump)
    jump.hover()
    ben.page.mouse.down()
    ben.page.wait_for_timeout(100)
    assert place_of(jump) == before
    ben.page.mouse.up()
    expect(ben.message("Did the lights change anything?")).to_be_focused()
    expect(ben.message("Did the lights change anything?")).to_be_in_viewport()


def sees_the_end(visitor: Visitor) -> bool:
    """The last message ends above the box in which one writes."""
    dock = visitor.page.locator("[data-dock]").bounding_box()
    last = visitor.page.locator(".app-msg").last.bounding_box()
    assert dock and last
    return last["y"] + last["height"] <= dock["y"] + 1


@on_a_wide_screen
def test_a_line_shows_where_one_left_until_the_next_visit(someone: Someone) -> None:
    # Given Ben has read a discussion to its end on his phone, and left
    amina, ben = someone(AMINA), someone(BEN, screen=NARROW)
    title = "Where do you keep the torches?"
    amina.starts_a_discussion(title, "Ours are locked away.", space=FALLS)
    discussion = amina.page.url
    reads_to_the_end(ben, discussion)
    ben.goes_to("/")

    # When Amina writes, and writes again while he has come back
    amina.writes("In the sluice, now.")
    amina.has_sent("In the sluice, now.")
    ben.goes_to(discussion)

    # Then a line stands above what is new to him, and stays while he reads on
    new = ben.page.locator(".app-daterule--new")
    expect(new).to_have_text(re.compile("^New since"))
    follows = new.locator("xpath=following-sibling::ol[1]/li[1]")
    expect(follows).to_contain_text("In the sluice, now.")
    ben.is_live()
    amina.writes("And charged on Sundays.")
    ben.sees_message("And charged on Sundays.")
    expect(follows).to_contain_text("In the sluice, now.")
    ben.meets_a_page_for_every_screen()

    # And on his next visit it is gone
    reads_to_the_end(ben, discussion)
    ben.page.reload()
    ben.sees_message("And charged on Sundays.")
    expect(new).to_have_count(0)


def reads_to_the_end(visitor: Visitor, discussion: str) -> None:
    """A second at the end, and the server knows how far they have read."""
    with visitor.page.expect_response("**/seen"):
        visitor.goes_to(discussion)
