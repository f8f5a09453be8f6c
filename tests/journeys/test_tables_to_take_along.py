"""A lead takes a table of her collaborative's people along."""

from pathlib import Path

from tests.journeys.conftest import Someone, with_and_without_script
from tests.journeys.story import PRIYA


@with_and_without_script
def test_a_lead_takes_the_people_along_as_a_workbook(someone: Someone, javascript: bool) -> None:
    priya = someone(PRIYA, javascript=javascript)
    priya.goes_to("/collaboratives")
    priya.clicks("West of England")
    priya.clicks("What its organisations have in common")
    priya.meets_a_page_that_everyone_can_use()
    with priya.page.expect_download() as taken:
        priya.page.get_by_role("button", name="People: XLSX").click()
    assert taken.value.suggested_filename.startswith("people-")
    assert Path(taken.value.path()).read_bytes()[:2] == b"PK"
