"""Reloading, and going back: what was typed is there, and what was shared is not shared twice."""

from playwright.sync_api import expect

from tests.journeys.conftest import Someone, on_a_wide_screen
from tests.journeys.story import AMINA, CHECKLIST, FALLS


@on_a_wide_screen
def test_a_form_with_errors_keeps_what_was_typed_since_through_a_reload(someone: Someone) -> None:
    # Given Amina shares an empty form, and fills it in once she is told what is missing
    amina = someone(AMINA)
    amina.opens_space(FALLS)
    amina.clicks("Share intervention", "button")
    amina.clicks("Share intervention", "button")
    amina.sees("There is a problem")
    amina.fills_in_an_intervention("Slippers by the bed")

    # When she reloads the page, it is all there, and can be shared
    amina.page.reload()
    amina.sees("What you typed here before is back.")
    expect(amina.page.get_by_label("Title", exact=True)).to_have_value("Slippers by the bed")
    expect(amina.page.get_by_label("Text", exact=True)).to_have_value(CHECKLIST)
    amina.clicks("Share intervention", "button")
    amina.is_at("Slippers by the bed")


@on_a_wide_screen
def test_going_back_after_sharing_offers_an_empty_form(someone: Someone) -> None:
    # Given Amina has shared an intervention
    amina = someone(AMINA)
    amina.shares("Socks with grip", space=FALLS)

    # When she goes back, the form is empty: sharing it once more by mistake is not possible
    amina.page.go_back()
    expect(amina.page.get_by_label("Title", exact=True)).to_have_value("")
    amina.opens_space(FALLS)
    expect(amina.page.get_by_role("link", name="Socks with grip")).to_have_count(1)
