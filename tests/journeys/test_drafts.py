"""What somebody has begun to write is there wherever they go on, until they sign out."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Someone, on_a_wide_screen
from tests.journeys.people import NARROW
from tests.journeys.story import BEN, FALLS, NIGHTS


@on_a_wide_screen
def test_a_draft_begun_on_the_laptop_goes_on_on_the_phone_and_ends_when_sent(
    someone: Someone,
) -> None:
    # Given Ben begins a message on his laptop
    laptop = someone(BEN)
    laptop.opens_discussion(NIGHTS, space=FALLS)
    laptop.is_live()
    with laptop.page.expect_response(re.compile("/drafts$")):
        laptop.types("On the stroke unit we")

    # When he opens the discussion on his phone, what he typed is there, and he goes on
    phone = someone(BEN)
    phone.page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
    phone.goes_to(laptop.page.url)
    expect(phone.composer).to_have_value("On the stroke unit we")
    with phone.page.expect_response(re.compile("/drafts$")):
        phone.types("On the stroke unit we kept the bell.")
    phone.meets_a_page_that_everyone_can_use()

    # Then the laptop has it too, and once it is sent, neither has
    laptop.page.reload()
    expect(laptop.composer).to_have_value("On the stroke unit we kept the bell.")
    with phone.page.expect_response(re.compile("/drafts$")):
        phone.page.get_by_role("button", name="Send", exact=True).click()
    phone.has_sent("On the stroke unit we kept the bell.")
    laptop.page.reload()
    laptop.is_live()
    expect(laptop.composer).to_have_value("")


@on_a_wide_screen
def test_a_form_goes_on_elsewhere_and_what_may_identify_a_patient_stays_here(
    someone: Someone,
) -> None:
    # Given Ben begins a discussion
    here, there = someone(BEN), someone(BEN)
    here.opens_space(FALLS)
    here.clicks("Start discussion")
    with here.page.expect_response(re.compile("/drafts$")):
        here.fills("Title", "Who looks after the mats?")

    # When he opens the form in another browser, it is there, and can be thrown away
    there.goes_to(here.page.url)
    there.sees("What you typed here before is back.")
    expect(there.page.get_by_label("Title", exact=True)).to_have_value("Who looks after the mats?")

    # And a text that may identify a patient is not taken by the server, kindly said
    here.fills("First message", "NHS number 943 476 5919 fell off one.")
    here.sees("This may identify a patient. As a draft it stays in this tab only.")
    here.meets_a_page_that_everyone_can_use()
    there.page.reload()
    expect(there.page.get_by_label("Title", exact=True)).to_have_value("")
    here.page.reload()
    expect(here.page.get_by_label("First message", exact=True)).to_have_value(
        "NHS number 943 476 5919 fell off one."
    )
    here.clicks("Start afresh", "button")


@on_a_wide_screen
def test_signing_out_clears_what_was_typed_in_every_tab(someone: Someone) -> None:
    # Given Ben has drafts in two tabs
    ben = someone()
    ben.signs_in(BEN)
    ben.opens_space(FALLS)
    ben.clicks("Start discussion")
    with ben.page.expect_response(re.compile("/drafts$")):
        ben.fills("Title", "Which mats?")
    other = ben.in_another_tab()
    other.goes_to("/me")

    # When he signs out in one of them
    other.clicks("Sign out", "button")

    # Then nothing of them is left in the browser, nor when he signs in again
    kept = "Object.keys(sessionStorage).filter(key => /^(draft|writing):/.test(key))"
    expect(other.page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert ben.page.evaluate(kept) == other.page.evaluate(kept) == []
    form = ben.page.url
    other.signs_in(BEN)
    other.goes_to(form)
    expect(other.page.get_by_label("Title", exact=True)).to_have_value("")


@on_a_wide_screen
def test_what_was_sent_in_a_tunnel_does_not_come_back_as_a_draft(someone: Someone) -> None:
    # Given Ben has begun a message, which is kept, and ends and sends it without network
    ben = someone(BEN)
    ben.starts_a_discussion("Who rides in the lift?", "Two of us.", space=FALLS)
    ben.is_live()
    with ben.page.expect_response(re.compile("/drafts$")):
        ben.types("Never")
    ben.loses_the_network()
    ben.writes("Never without a nurse.")
    expect(ben.message("Never without a nurse.")).to_contain_text("Not sent.")

    # When the network is back and it is sent, his box is empty, also after a reload
    ben.finds_the_network()
    ben.has_sent("Never without a nurse.")
    with ben.page.expect_response(re.compile(r"/drafts\?place")) as kept:
        ben.page.reload()
    assert kept.value.json() == {}
    expect(ben.composer).to_have_value("")


@on_a_wide_screen
def test_what_still_waits_to_be_sent_is_no_draft_either(someone: Someone) -> None:
    # Given Ben has sent a message whose draft is kept, and neither got through
    ben = someone(BEN)
    ben.starts_a_discussion("Who holds the door?", "The porter.", space=FALLS)
    ben.is_live()
    with ben.page.expect_response(re.compile("/drafts$")):
        ben.types("And the trolley?")
    for sends in ("**/messages", "**/drafts"):
        ben.page.route(sends, lambda route: route.abort("connectionreset"))
    ben.page.get_by_role("button", name="Send", exact=True).click()
    expect(ben.message("And the trolley?")).to_contain_text("Not sent.")

    # When he opens the page again, it is there once, and sent
    ben.page.unroute_all()
    ben.page.reload()
    ben.has_sent("And the trolley?")
    expect(ben.composer).to_have_value("")
    ben.page.reload()
    ben.has_sent("And the trolley?")
    expect(ben.composer).to_have_value("")
    ben.forgives("net::ERR_CONNECTION_RESET")
