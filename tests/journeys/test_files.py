"""Files travel with what somebody writes, to those who may read it."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.files import picture, word
from tests.journeys.conftest import Someone, on_a_phone, on_a_wide_screen, with_and_without_script
from tests.journeys.people import NARROW, Visitor
from tests.journeys.slow_network import SlowNetwork
from tests.journeys.story import AMINA, BEN, FALLS

UPLOADS = "/s/[^/]+/files$"
PATIENT = "NHS number 999 158 8132"


def file(name: str, content: bytes) -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


BOARD = file("board.jpg", picture("JPEG", (1600, 900)))
DOOR = file("door.jpg", picture("JPEG", (800, 600)))
CHECKS = file("checks.docx", word())


def chooses(visitor: Visitor, *files: Any) -> None:
    """With script they are taken at once; without it they go with the form."""
    visitor.page.locator(".app-attach__open").click()
    visitor.page.locator("#id_files").set_input_files(files)


def chooses_more(visitor: Visitor, *files: Any) -> None:
    visitor.page.locator("#id_files").set_input_files(files)


@on_a_wide_screen
def test_what_one_attaches_is_there_before_the_others_eyes(someone: Someone) -> None:
    title = "Who has a board like this?"
    amina, ben, outsider = someone(AMINA, screen=NARROW), someone(BEN), someone()

    # Given Ben has the discussion open that Amina starts on her phone
    amina.starts_a_discussion(title, "Above the bed.", space=FALLS)
    amina.is_live()
    ben.opens_discussion(title, space=FALLS)
    ben.is_live()

    # When she chooses a picture and a document, she sees both before she sends them
    amina.types("Here it is.")
    chooses(amina, BOARD, CHECKS)
    expect(amina.page.get_by_label("Attach board.jpg")).to_be_checked()
    expect(amina.page.get_by_label("Attach checks.docx")).to_be_checked()
    amina.fills("What it shows, for those who cannot see it", "The board above bed 4")
    amina.meets_a_page_for_every_screen()
    amina.page.get_by_role("button", name="Send", exact=True).click()
    amina.has_sent("Here it is.")

    # Then both are in her message, and on his page as it arrives
    for visitor in (amina, ben):
        message = visitor.message("Here it is.")
        shown = message.get_by_role("img", name="The board above bed 4")
        expect(shown).to_be_visible()
        shown.scroll_into_view_if_needed()
        loaded = "(picture) => picture.complete && picture.naturalWidth > 0"
        visitor.page.wait_for_function(loaded, arg=shown.element_handle())
        expect(message.get_by_role("link", name="checks.docx")).to_be_visible()
    ben.meets_a_page_for_every_screen()
    with ben.page.expect_download() as saving:
        ben.message("Here it is.").get_by_role("link", name="checks.docx").click()
    assert saving.value.suggested_filename == "checks.docx"
    expect(amina.page.get_by_label("Attach board.jpg")).to_have_count(0)

    # And somebody who may not read the discussion finds nothing at its address
    address = ben.message("Here it is.").get_by_role("link", name="checks.docx")
    outsider.goes_to_what_is_missing(address.get_attribute("href") or "")

    # When she removes the document, both see that one was removed
    amina.message("Here it is.").get_by_role("link", name="More about this message").click()
    amina.page.get_by_role("link", name="Remove checks.docx").click()
    amina.is_at("Remove checks.docx?")
    amina.meets_a_page_for_every_screen()
    amina.clicks("Remove file", "button")
    for visitor in (amina, ben):
        visitor.sees_message(re.compile("A file was removed"))
        expect(visitor.page.get_by_text("checks.docx")).to_have_count(0)


@with_and_without_script
def test_a_document_that_names_a_patient_is_kept_only_once_that_was_answered(
    someone: Someone, screen: tuple[int, int], javascript: bool
) -> None:
    title = f"Our list {javascript}"
    amina = someone(AMINA, javascript=javascript)
    listed = file("list.docx", word(PATIENT))

    # Given a discussion, and a document with what looks like an NHS number
    amina.starts_a_discussion(title, "Which one?", space=FALLS)
    amina.types("This one.")
    chooses(amina, BOARD, listed)
    if not javascript:
        amina.page.get_by_role("button", name="Send", exact=True).click()

    # Then she is asked, with what she typed and the other file kept
    amina.sees("looks like an NHS number")
    expect(amina.composer).to_have_value("This one.")
    expect(amina.page.get_by_label("Attach board.jpg")).to_be_checked()
    expect(amina.page.get_by_label("Attach list.docx")).to_have_count(0)
    amina.meets_a_page_that_everyone_can_use()

    # When she states that it identifies nobody, it is attached
    amina.ticks("These files identify nobody")
    if javascript:
        expect(amina.page.get_by_label("Attach list.docx")).to_be_checked()
    else:
        amina.page.locator("#id_files").set_input_files(listed)
    amina.page.get_by_role("button", name="Send", exact=True).click()
    amina.has_sent("This one.")
    expect(amina.message("This one.").get_by_role("link", name="list.docx")).to_be_visible()
    expect(amina.message("This one.").get_by_role("img", name="board.jpg")).to_be_visible()


@on_a_phone
def test_on_a_phone_the_question_about_a_file_is_seen_whole(someone: Someone) -> None:
    amina = someone(AMINA)
    amina.starts_a_discussion("Our night list", "Which one?", space=FALLS)
    amina.types("This one.")
    text = f"Mrs Smith, {PATIENT}"
    chooses(amina, file(f"{PATIENT}, Mrs Smith.docx", word(text)))
    error = amina.page.locator("#files-error")
    expect(error).to_have_text(re.compile("an NHS number .* somebody’s name"))
    assert error.inner_text().count("somebody’s name") == 1
    expect(error).to_be_in_viewport(ratio=1)
    expect(amina.page.get_by_label("These files identify nobody")).to_be_in_viewport(ratio=1)


@on_a_wide_screen
def test_what_is_not_taken_says_why_and_loses_nothing(someone: Someone) -> None:
    amina = someone(AMINA)
    amina.starts_a_discussion("Not these", "Which ones?", space=FALLS)
    amina.is_live()
    amina.types("These.")
    chooses(amina, file("page.html", b"<script>alert(1)</script>"), BOARD)
    amina.sees("page.html: Choose a picture")
    expect(amina.composer).to_have_value("These.")

    # When the network fails as she sends, the picture goes along once it is back
    amina.loses_the_network()
    amina.page.get_by_role("button", name="Send", exact=True).click()
    amina.sees("Not sent. Your text is kept.")
    amina.message("These.").get_by_role("button", name="Change it").click()
    expect(amina.composer).to_have_value("These.")
    amina.finds_the_network()
    amina.forgives("Failed to load resource")


@on_a_wide_screen
def test_what_is_written_beside_a_file_stays_while_another_is_on_its_way(
    someone: Someone,
) -> None:
    amina = someone(AMINA)
    amina.starts_a_discussion("Two boards", "Which ones?", space=FALLS)
    amina.types("These.")
    chooses(amina, BOARD, CHECKS)
    expect(amina.page.get_by_label("Attach checks.docx")).to_be_checked()

    # Given another picture is on its way
    network = SlowNetwork(amina, UPLOADS)
    chooses_more(amina, DOOR)
    amina.sees("Sending the file")

    # When she goes on with the first two until it is there
    amina.page.get_by_label("Attach checks.docx").uncheck()
    shows = amina.page.get_by_label("What it shows, for those who cannot see it").first
    shows.press_sequentially("The above bed 4")
    for _ in "above bed 4 ":
        shows.press("ArrowLeft")
    network.next().continue_()
    expect(amina.page.get_by_label("Attach door.jpg")).to_be_checked()

    # Then she has not been interrupted
    amina.page.keyboard.type(" board")
    expect(shows).to_have_value("The board above bed 4")
    expect(amina.page.get_by_label("Attach checks.docx")).not_to_be_checked()
    amina.page.get_by_role("button", name="Send", exact=True).click()
    amina.has_sent("These.")
    message = amina.message("These.")
    expect(message.get_by_role("img", name="The board above bed 4")).to_be_visible()
    expect(message.get_by_role("img", name="door.jpg")).to_be_visible()
    expect(message.get_by_role("link", name="checks.docx")).to_have_count(0)


@on_a_wide_screen
def test_files_chosen_one_after_the_other_all_go_with_the_message(someone: Someone) -> None:
    amina = someone(AMINA)
    amina.starts_a_discussion("One by one", "Which ones?", space=FALLS)
    amina.types("All of these.")
    network = SlowNetwork(amina, UPLOADS)
    chooses(amina, BOARD)
    chooses_more(amina, DOOR)
    chooses_more(amina, CHECKS)

    # The message does not leave without them
    first = network.next()
    amina.page.get_by_role("button", name="Send", exact=True).click()
    amina.sees("The file is still on its way.")
    expect(amina.composer).to_have_value("All of these.")
    first.continue_()
    expect(amina.page.get_by_label("Attach board.jpg")).to_be_checked()
    amina.composer.press("Control+Enter")
    amina.sees("The file is still on its way.")
    expect(amina.composer).to_have_value("All of these.")

    # And leaves by itself with them, once
    network.next().continue_()
    amina.has_sent("All of these.")
    expect(amina.composer).to_have_value("")
    message = amina.message("All of these.")
    expect(message.get_by_role("img")).to_have_count(2)
    expect(message.get_by_role("link", name="checks.docx")).to_be_visible()


@on_a_wide_screen
def test_who_goes_on_writing_while_a_file_is_on_its_way_sends_it_themselves(
    someone: Someone,
) -> None:
    amina = someone(AMINA)
    amina.starts_a_discussion("A second thought", "Which one?", space=FALLS)
    amina.types("This one.")
    network = SlowNetwork(amina, UPLOADS)
    chooses(amina, BOARD)
    upload = network.next()
    amina.page.get_by_role("button", name="Send", exact=True).click()
    amina.sees("The file is still on its way.")
    amina.types("This one. Or rather")
    upload.continue_()
    expect(amina.page.get_by_label("Attach board.jpg")).to_be_checked()
    expect(amina.composer).to_have_value("This one. Or rather")
    amina.page.get_by_role("button", name="Send", exact=True).click()
    amina.has_sent("This one. Or rather")


@on_a_wide_screen
def test_what_is_asked_about_a_file_stays_asked_when_others_come_behind_it(
    someone: Someone,
) -> None:
    amina = someone(AMINA)
    amina.starts_a_discussion("Asked", "Which ones?", space=FALLS)
    amina.types("These.")
    network = SlowNetwork(amina, UPLOADS)
    chooses(amina, file("page.html", b"<p>Board</p>"), file("list.docx", word(PATIENT)))
    chooses_more(amina, BOARD)
    network.next().continue_()
    network.next().continue_()
    expect(amina.page.get_by_label("Attach board.jpg")).to_be_checked()
    amina.sees("page.html: Choose a picture")
    amina.sees("looks like an NHS number")

    # What she states while something else is on its way is heard too
    chooses_more(amina, DOOR)
    third = network.next()
    amina.ticks("These files identify nobody")
    third.continue_()
    network.next().continue_()
    for name in ("board.jpg", "door.jpg", "list.docx"):
        expect(amina.page.get_by_label(f"Attach {name}")).to_be_checked()
    amina.does_not_see("looks like an NHS number")


@on_a_wide_screen
def test_what_did_not_arrive_is_sent_with_what_is_chosen_next(someone: Someone) -> None:
    amina = someone(AMINA)
    amina.starts_a_discussion("A bad line", "Which ones?", space=FALLS)
    network = SlowNetwork(amina, UPLOADS)
    chooses(amina, BOARD)
    chooses_more(amina, DOOR)
    network.next().abort()
    network.next().continue_()
    expect(amina.page.get_by_label("Attach board.jpg")).to_be_checked()
    expect(amina.page.get_by_label("Attach door.jpg")).to_be_checked()

    # With nothing behind it, she is told
    chooses_more(amina, CHECKS)
    network.next().abort()
    amina.sees("Not sent. Choose the file again.")
    amina.forgives("net::ERR_FAILED")


@on_a_wide_screen
def test_a_message_that_comes_back_finds_what_was_chosen_since(someone: Someone) -> None:
    amina = someone(AMINA)
    amina.starts_a_discussion("Back again", "Which ones?", space=FALLS)
    chooses(amina, BOARD)
    expect(amina.page.get_by_label("Attach board.jpg")).to_be_checked()
    messages, files = SlowNetwork(amina, "/messages$"), SlowNetwork(amina, UPLOADS)
    amina.writes(PATIENT)
    answer = messages.next()
    chooses(amina, CHECKS)
    files.next().continue_()
    expect(amina.page.get_by_label("Attach checks.docx")).to_be_checked()
    chooses_more(amina, DOOR)
    late = files.next()
    answer.continue_()
    amina.sees("looks like an NHS number")
    late.continue_()
    files.next().continue_()
    for name in ("board.jpg", "checks.docx", "door.jpg"):
        expect(amina.page.get_by_label(f"Attach {name}")).to_be_checked()
    expect(amina.composer).to_have_value(PATIENT)


@on_a_wide_screen
def test_a_page_does_not_leave_its_files_behind(someone: Someone) -> None:
    amina = someone(AMINA)
    amina.opens_space(FALLS)
    amina.clicks("Start discussion")
    amina.fills("Title", "Boards by the door")
    amina.fills("First message", "Ours.")
    network = SlowNetwork(amina, UPLOADS)
    chooses(amina, BOARD)
    chooses_more(amina, DOOR)
    amina.clicks("Start discussion", "button")
    amina.sees("The file is still on its way.")
    amina.is_at("Start a discussion")
    network.next().continue_()
    network.next().continue_()
    amina.is_at("Boards by the door")
    expect(amina.message("Ours.").get_by_role("img")).to_have_count(2)


@on_a_wide_screen
def test_a_discussion_starts_with_a_file(someone: Someone) -> None:
    amina = someone(AMINA)
    amina.opens_space(FALLS)
    amina.clicks("Start discussion")
    amina.fills("Title", "Look at our board")
    amina.fills("First message", "We made it last week.")
    chooses(amina, BOARD)
    amina.fills("What it shows, for those who cannot see it", "A board with four magnets")
    amina.meets_a_page_that_everyone_can_use()
    amina.clicks("Start discussion", "button")
    amina.is_at("Look at our board")
    expect(amina.page.get_by_role("img", name="A board with four magnets")).to_be_visible()


@on_a_phone
def test_an_intervention_carries_files(someone: Someone) -> None:
    title = "Bedside board"
    amina = someone(AMINA)
    amina.opens_space(FALLS)
    amina.clicks("Share intervention", "button")
    amina.fills_in_an_intervention(title)
    chooses(amina, BOARD, CHECKS)
    amina.fills("What it shows, for those who cannot see it", "The board above bed 4")
    amina.meets_a_page_for_every_screen()
    amina.clicks("Share intervention", "button")
    amina.is_at(title)
    expect(amina.page.get_by_role("img", name="The board above bed 4")).to_be_visible()
    amina.meets_a_page_for_every_screen()
    amina.clicks("Remove checks.docx")
    amina.clicks("Remove file", "button")
    amina.is_at(title)
    amina.does_not_see("checks.docx")
