"""A steward looks into what happened."""

import csv
import re
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys.conftest import Someone, with_and_without_script
from tests.journeys.story import DANIEL


@with_and_without_script
def test_a_steward_finds_who_was_given_a_role_and_takes_a_copy(
    someone: Someone, javascript: bool
) -> None:
    # Given a steward, who comes to the log from the front page
    daniel = someone(DANIEL, javascript=javascript)
    daniel.goes_to("/")
    daniel.clicks("Security log")

    # When he asks for the roles that Priya Nair was given or gave
    page = daniel.page
    page.locator("summary", has_text="Filter").click()
    page.get_by_label("What happened").select_option("Gave a role")
    page.get_by_label("Who").fill("Priya")
    page.get_by_role("button", name="Show").click()

    # Then the page says what was asked for, and each entry is about that
    expect(page.locator("summary", has_text="Filter: Gave a role, Priya")).to_be_visible()
    rows = page.locator(".app-row__title")
    expect(rows.first).to_contain_text("Gave a role")
    count = rows.count()
    expect(rows.filter(has_text="Gave a role")).to_have_count(count)
    daniel.meets_a_page_that_everyone_can_use()

    # When he takes a copy, it holds the same entries
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Take a copy")).click()
    assert download.value.suggested_filename.startswith("security-log-")
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    head, *copied = csv.reader(text.splitlines())
    assert {row[head.index("kind")] for row in copied} == {"role_given"}
    assert len(copied) >= count
