"""The session ends while somebody writes: they sign in again, and what they typed is there."""

import re

from playwright.sync_api import expect

from tests.files import picture
from tests.journeys.conftest import Someone, on_a_phone, on_a_wide_screen
from tests.journeys.people import Visitor
from tests.journeys.story import AMINA, BEN, CHECKLIST, FALLS, NIGHTS, PASSWORD, YUSUF

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


def sends_without_an_answer(visitor: Visitor, text: str) -> None:
    """It does not leave, and would be sent again by itself."""
    visitor.page.route("**/messages", lambda route: route.abort("connectionreset"), times=1)
    visitor.writes(text)
    expect(visitor.message(text)).to_contain_text("Not sent. Your text is kept.")
    visitor.forgives("net::ERR_CONNECTION_RESET")


@on_a_wide_screen
def test_what_one_person_sent_in_vain_is_not_sent_under_the_name_of_the_next(
    someone: Someone,
) -> None:
    # Given Amina's session ends, and what she sends is kept
    amina = someone()
    amina.signs_in(AMINA)
    amina.starts_a_discussion("Who locks the shared computer?", "Nobody.", space=FALLS)
    amina.is_live()
    amina.page.context.clear_cookies()
    amina.writes("Amina wrote this.")
    unsent = amina.message("Amina wrote this.")
    expect(unsent).to_contain_text("Not sent: you are signed out.")

    # When Yusuf signs in in another tab, her page does not send it for him
    yusuf = amina.in_another_tab()
    yusuf.signs_in(YUSUF)
    amina.page.bring_to_front()
    unsent.get_by_role("button", name="Try again").click()
    expect(unsent).to_contain_text("Not sent: somebody else is signed in here now.")
    amina.meets_a_page_that_everyone_can_use()
    yusuf.goes_to(amina.page.url)
    yusuf.sees_message("Nobody.")
    yusuf.does_not_see("Amina wrote this.")

    # And when Amina is back, it is sent as hers
    session_ends(yusuf)
    yusuf.signs_in(AMINA)
    amina.page.bring_to_front()
    unsent.get_by_role("button", name="Try again").click()
    amina.has_sent("Amina wrote this.")
    expect(amina.message("Amina wrote this.")).to_contain_text("Amina Okafor")
    amina.forgives("status of 40[39]|WebSocket connection to .* failed")


@on_a_phone
def test_what_got_no_answer_is_not_sent_by_itself_for_the_next(someone: Someone) -> None:
    # Given Amina's message got no answer, and her session ends
    amina = someone()
    amina.signs_in(AMINA)
    amina.starts_a_discussion("Who has the spare key?", "Not me.", space=FALLS)
    amina.is_live()
    session_ends(amina)
    sends_without_an_answer(amina, "Amina asked first.")

    # When Yusuf signs in, and her page finds the network again
    yusuf = amina.in_another_tab()
    yusuf.signs_in(YUSUF)
    amina.loses_the_network()
    amina.reads_of_the_connection("Offline")
    amina.finds_the_network()

    # Then it says that somebody else is there, and leads to the page as it is for him
    amina.reads_of_the_connection("Somebody else is signed in here now.")
    expect(amina.message("Amina asked first.")).to_contain_text("Not sent.")
    amina.connection.get_by_role("link", name="Load the page for them").click()
    amina.is_live()
    amina.sees_message("Not me.")
    amina.does_not_see("Amina asked first.")
    amina.forgives("status of 40[39]|WebSocket connection to .* failed")


@on_a_wide_screen
def test_who_signs_out_leaves_nothing_that_could_still_be_sent(someone: Someone) -> None:
    # Given Amina's message got no answer
    amina = someone()
    amina.signs_in(AMINA)
    amina.starts_a_discussion("Who counts the keys?", "I do.", space=FALLS)
    amina.is_live()
    sends_without_an_answer(amina, "And you at night?")

    # When she signs out in another tab
    other = amina.in_another_tab()
    other.goes_to("/accounts/logout/")
    other.clicks("Sign out", "button")

    # Then her page holds nothing more of it, even when she is back
    amina.does_not_see("And you at night?")
    other.signs_in(AMINA)
    amina.loses_the_network()
    amina.finds_the_network()
    amina.is_live()
    other.goes_to(amina.page.url)
    other.sees_message("I do.")
    other.does_not_see("And you at night?")
    amina.forgives("status of 403|WebSocket connection to .* failed")


@on_a_wide_screen
def test_a_page_goes_on_after_signing_in_again_in_another_tab(someone: Someone) -> None:
    # Given Amina has a discussion open, and signs in again in another tab
    amina = someone()
    amina.signs_in(AMINA)
    amina.starts_a_discussion("Who charges the torches?", "Nobody asked.", space=FALLS)
    amina.is_live()
    session_ends(amina)
    other = amina.in_another_tab()
    other.signs_in(AMINA)

    # When she goes on in the first, a file is taken, the preview shows, and the draft is kept
    board = {"name": "torch.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG", (40, 30))}
    amina.page.locator(".app-attach__open").click()
    amina.page.locator("#id_files").set_input_files([board])
    expect(amina.page.get_by_label("Attach torch.jpg")).to_be_checked()
    with amina.page.expect_response(re.compile("/drafts$")) as saved:
        amina.types("The *night* porter.")
    assert "saved" in saved.value.json()
    amina.clicks("Preview", "button")
    expect(amina.page.locator(".app-preview__result em")).to_have_text("night")
    other.goes_to(amina.page.url)
    expect(other.composer).to_have_value("The *night* porter.")
    amina.forgives("status of 403")


@on_a_wide_screen
def test_a_page_is_live_again_as_soon_as_something_sent_from_it_is_taken(someone: Someone) -> None:
    # Given Ben is signed out in a discussion, and signs in again in another tab
    ben = someone()
    ben.signs_in(BEN)
    ben.opens_discussion(NIGHTS, space=FALLS)
    ben.is_live()
    other = ben.in_another_tab()
    other.goes_to("/accounts/logout/")
    other.page.get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(ben.connection).to_have_text(re.compile("You are signed out"), timeout=30_000)
    other.signs_in(BEN)
    expect(ben.connection).to_have_text(re.compile("You are signed out"))

    # When he writes on the page that he had open, it goes on by itself
    ben.writes("Here I am again.")
    ben.has_sent("Here I am again.")
    ben.is_live()
    ben.forgives("status of 403|WebSocket connection to .* failed")


@on_a_phone
def test_who_is_not_signed_in_any_more_reads_that_a_draft_is_kept_here_only(
    someone: Someone,
) -> None:
    # Given Amina has a discussion and a form open when somebody else signs in
    amina = someone()
    amina.signs_in(AMINA)
    amina.starts_a_discussion("Who empties the box?", "Whoever finds it full.", space=FALLS)
    amina.is_live()
    form = amina.in_another_tab()
    form.opens_space(FALLS)
    form.clicks("Start discussion")
    session_ends(amina)
    yusuf = amina.in_another_tab()
    yusuf.signs_in(YUSUF)

    # When she types on in either, it says that this browser alone keeps it
    amina.types("And at weekends?")
    form.fills("Title", "Which box?")
    for visitor in (amina, form):
        visitor.sees("What you type is kept in this browser only.")
        visitor.meets_a_page_that_everyone_can_use()

    # And he finds none of it
    yusuf.goes_to(amina.page.url)
    yusuf.is_live()
    expect(yusuf.composer).to_have_value("")
    amina.forgives("status of 40[49]")
