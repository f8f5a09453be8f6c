"""A general practice asks to join its collaborative at lunch, on a phone."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Someone, on_a_phone, on_a_wide_screen
from tests.journeys.people import Visitor
from tests.journeys.story import AMINA, BEN, FALLS, IVO, MEGAN, PRIYA, WEST

QUARRY_LANE = "Quarry Lane Surgery"
ASKED = f"Join request: {QUARRY_LANE}"
THREAD = f"Why {QUARRY_LANE} asks to join"


def asks_to_join(visitor: Visitor, reason: str) -> None:
    visitor.goes_to("/me/organisations")
    visitor.clicks(QUARRY_LANE)
    visitor.clicks(re.compile("Join a collaborative|Join another, or leave"))
    visitor.clicks(f"Ask to join {WEST}")
    visitor.is_at("Ask to join")
    visitor.meets_a_page_that_everyone_can_use()
    visitor.fills("Their full name, if they are not in the list", "Ann Webb")
    visitor.fills("Their job title", "GP partner")
    visitor.fills("Why you ask to join", reason)
    visitor.clicks("Ask to join", "button")
    visitor.is_at(ASKED)


@on_a_phone
def test_a_practice_asks_is_declined_asks_again_and_takes_part(someone: Someone) -> None:
    # Given a practice outside the collaborative, whose people do not see its spaces
    megan, priya, ivo = someone(MEGAN), someone(PRIYA), someone(IVO)
    priya.opens_space(FALLS)
    falls = priya.page.url
    ivo.goes_to_what_is_missing(falls)

    # When its nurse sends the form without sponsor and reason, she is told what to do
    megan.goes_to("/me/organisations")
    megan.clicks(QUARRY_LANE)
    megan.clicks("Join a collaborative")
    megan.is_at("Collaboratives")
    megan.meets_a_page_that_everyone_can_use()
    megan.clicks(f"Ask to join {WEST}")
    form = megan.page.url
    megan.clicks("Ask to join", "button")
    megan.sees("Enter why your organisation asks to join")
    megan.sees("Choose the executive sponsor, or enter their name and job title below")
    megan.meets_a_page_that_everyone_can_use()

    # And when she asks, only she and the collaborative's leads see it
    asks_to_join(megan, "We want to learn.")
    megan.sees("You have asked. What the lead asks you, you read and answer here.")
    megan.meets_a_page_that_everyone_can_use()
    request = megan.page.url
    ivo.goes_to_what_is_missing(request)
    someone(AMINA).goes_to_what_is_missing(request)

    # Then the lead finds it on the collaborative's page and declines, with a reason
    priya.goes_to("/collaboratives")
    priya.clicks("West of England")
    priya.sees(f"{QUARRY_LANE} asks to join {WEST}")
    priya.meets_a_page_that_everyone_can_use()
    priya.clicks(f"Decline {QUARRY_LANE}")
    priya.clicks("Decline", "button")
    priya.sees("Enter why you decline, so that they know what to do")
    priya.meets_a_page_that_everyone_can_use()
    priya.fills("Why you decline", "Please tell us first what you would like to change.")
    priya.clicks("Decline", "button")
    priya.sees("You have declined")
    priya.is_at(ASKED)
    priya.meets_a_page_that_everyone_can_use()
    megan.goes_to(request)
    megan.sees("Declined by Priya Nair")
    megan.clicks(THREAD)
    megan.sees_message("Please tell us first what you would like to change.")
    expect(megan.composer).to_have_count(0)

    # When she asks again, the lead asks back, and she answers live
    asks_to_join(megan, "We ring everybody two days after they came home.")
    second = megan.page.url
    megan.clicks(THREAD)
    megan.is_at(THREAD)
    megan.is_live()
    priya.goes_to(second)
    priya.clicks(THREAD)
    priya.is_live()
    priya.composer.fill("Who rings them?")
    priya.page.keyboard.press("Control+Enter")
    megan.sees_message("Who rings them?")
    megan.composer.fill("Our pharmacist, at eight.")
    megan.page.keyboard.press("Control+Enter")
    priya.sees_message("Our pharmacist, at eight.")

    # And when the lead accepts by mistake, she takes that back in place
    priya.goes_to("/collaboratives")
    priya.clicks("West of England")
    priya.clicks(f"Accept {QUARRY_LANE}", "button")
    priya.meets_a_page_that_everyone_can_use()
    ivo.goes_to(falls)
    ivo.is_at(FALLS)
    priya.clicks("Undo Accepted by Priya Nair", "button")
    priya.sees(f"{QUARRY_LANE} waits for your answer again.")

    # And when the lead accepts, her colleague sees the collaborative's space at once
    ivo.goes_to_what_is_missing(falls)
    priya.goes_to(second)
    priya.clicks(f"Accept {QUARRY_LANE}", "button")
    priya.sees(f"{QUARRY_LANE} takes part now.")
    ivo.goes_to(falls)
    ivo.is_at(FALLS)
    megan.goes_to(second)
    megan.sees("Accepted by Priya Nair")
    megan.meets_a_page_that_everyone_can_use()

    # Then the form tells that there is nothing left to ask
    megan.goes_to(form)
    megan.fills("Their full name, if they are not in the list", "Ann Webb")
    megan.fills("Their job title", "GP partner")
    megan.fills("Why you ask to join", "Once more.")
    megan.clicks("Ask to join", "button")
    megan.sees(f"{QUARRY_LANE} takes part in {WEST} already.")

    # And when the practice leaves, the colleague loses the space at once, until that is taken back
    megan.goes_to("/me/organisations")
    megan.clicks(QUARRY_LANE)
    megan.clicks("Join another, or leave")
    megan.page.get_by_text("Leave", exact=False).first.click()
    megan.clicks(f"Leave {WEST}", "button")
    megan.sees(f"{QUARRY_LANE} has left {WEST}.")
    megan.meets_a_page_that_everyone_can_use()
    ivo.goes_to_what_is_missing(falls)
    megan.clicks("Undo leaving", "button")
    megan.sees(f"{QUARRY_LANE} takes part in {WEST} as before.")
    ivo.goes_to(falls)
    ivo.is_at(FALLS)

    # When somebody of the practice without the role looks for a way to ask, there is none
    ivo.goes_to("/me/organisations")
    ivo.clicks(QUARRY_LANE)
    expect(ivo.page.get_by_role("link", name="Join another, or leave")).to_have_count(0)
    ivo.goes_to(form)
    ivo.forgives("status of 403")
    expect(ivo.page.get_by_label("Why you ask to join")).to_have_count(0)


@on_a_wide_screen
def test_a_lead_appoints_somebody_and_writes_to_whom_she_chose(someone: Someone) -> None:
    # Given Priya at the directory of her collaborative
    priya = someone(PRIYA)
    priya.goes_to("/collaboratives")
    priya.clicks("West of England")
    priya.clicks("Members")
    priya.is_at("Members")
    priya.meets_a_page_that_everyone_can_use()
    priya.page.get_by_role("main").get_by_role("link", name="People").first.click()

    # When she makes Leah a coach and takes that back, in place
    priya.fills("Name", "Leah")
    priya.clicks("Show", "button")
    priya.sees("1 person fits")
    priya.page.locator("summary").filter(has_text="Change").click()
    priya.page.get_by_label("What to change for Leah Donnelly").select_option(
        label="Coach, for Avon Vale Community Health"
    )
    priya.clicks("Change it for Leah Donnelly", "button")
    priya.sees("Leah Donnelly is now: Coach.")
    priya.meets_a_page_that_everyone_can_use()
    priya.clicks("Undo Leah Donnelly, Coach", "button")
    priya.sees("Leah Donnelly is no longer: Coach.")

    # And when she writes to the safety leads of care homes and practices
    priya.clicks("Show all")
    priya.page.get_by_label("Role", exact=True).select_option(label="Safety lead")
    priya.clicks("Show", "button")
    priya.clicks(re.compile("Write to th"))
    priya.meets_a_page_that_everyone_can_use()
    priya.fills("Title", "Who comes on Tuesday?")
    priya.fills("Message", "Please say **yes or no** by Monday.")
    priya.clicks("Continue", "button")
    priya.sees("a mail each that it is there.")
    priya.meets_a_page_that_everyone_can_use()
    priya.clicks(re.compile("^Write to"), "button")
    priya.is_at("Who comes on Tuesday?")

    # Then they find it among their spaces, and nobody else does
    written = priya.page.url
    ben = someone(BEN)
    ben.finds_space("To: Who comes on Tuesday?")
    ben.clicks("Who comes on Tuesday?")
    ben.sees_message("Please say yes or no by Monday.")
    someone(AMINA).goes_to_what_is_missing(written)
