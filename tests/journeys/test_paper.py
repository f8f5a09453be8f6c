"""On paper: what a theatre laminates and sticks to a wall."""

import re

from playwright.sync_api import expect

from tests.journeys.conftest import Someone, on_a_phone, on_a_wide_screen
from tests.journeys.story import SURGICAL

A4_AT_96_DPI = {"width": 794, "height": 1123}
A4_IN_POINTS = re.compile(
    rb"/MediaBox\s*\[0 0 594[.\d]* 841[.\d]*\]|/MediaBox\s*\[0 0 595[.\d]* 84[12]"
)


@on_a_phone
def test_an_intervention_prints_as_a_sheet_that_says_where_it_can_be_checked(
    someone: Someone,
) -> None:
    # Given the surgical checklist, found by somebody without an account
    visitor = someone()
    visitor.goes_to("/interventions")
    visitor.clicks(SURGICAL)
    visitor.is_at(SURGICAL)
    page = visitor.page
    expect(page.get_by_role("button", name="Print")).to_be_visible()

    # When they print it
    page.emulate_media(media="print")
    page.set_viewport_size(A4_AT_96_DPI)

    # Then there is the text with its boxes, and the address of exactly this version with its code
    visitor.sees("Patient has said their name, the site, the procedure and their consent")
    visitor.sees("Version 2")
    sheet = page.locator(".app-sheet")
    expect(sheet.locator("svg")).to_be_visible()
    expect(sheet).to_contain_text(re.compile(r"Is this still current\?.*/i/\w{12}/v/2", re.S))

    # And nothing that only a screen needs
    for of_a_screen in (page.get_by_role("navigation"), page.get_by_role("button")):
        for each in of_a_screen.all():
            expect(each).to_be_hidden()
    expect(page.get_by_role("contentinfo")).to_be_hidden()
    expect(page.get_by_role("banner")).to_be_hidden()
    expect(page.get_by_role("complementary")).to_be_hidden()

    # And it is two sides of A4, no more
    paper = page.pdf(prefer_css_page_size=True)
    assert A4_IN_POINTS.search(paper)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 2
    page.evaluate("document.body.style.padding = '16mm'")  # as wide as the printer's margins
    visitor.takes_a_picture("print")


@on_a_wide_screen
def test_an_old_version_says_on_paper_too_that_it_is_old(someone: Someone) -> None:
    visitor = someone()
    visitor.goes_to("/interventions")
    visitor.clicks(SURGICAL)
    visitor.clicks("Versions")
    visitor.clicks("Version 1")
    visitor.page.emulate_media(media="print")
    visitor.sees("Version 2 is current.")
    expect(visitor.page.locator(".app-sheet")).to_contain_text(re.compile(r"/i/\w{12}/v/1"))
