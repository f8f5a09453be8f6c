"""No patient can be recognised: what looks like an identity is stopped before it is kept."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Someone, with_and_without_script
from tests.journeys.people import Visitor
from tests.journeys.story import AMINA, BEN, CHECKLIST, FALLS

CASES = json.loads(
    (Path(__file__).resolve().parent.parent / "data/identifiable-text.json").read_text()
)
NHS_NUMBERS = [
    re.search(r"999[ -]?\d{3}[ -]?\d{4}", case["text"]).group()
    for case in CASES
    if case["expect"] == ["nhs_number"] and re.search(r"999[ -]\d{3}[ -]\d{4}", case["text"])
]
STOPPED = re.compile("looks like an NHS number. Take it out, or tick")
NOBODY = "This text identifies nobody"


@pytest.fixture
def number() -> str:
    """Of the range that belongs to no patient, and valid in all else."""
    assert NHS_NUMBERS
    return NHS_NUMBERS[0]


def is_stopped(visitor: Visitor, number: str) -> None:
    visitor.sees(STOPPED)
    visitor.sees(re.compile(f"“{number}”"))
    visitor.meets_a_page_that_everyone_can_use()


@with_and_without_script
def test_a_message_with_an_nhs_number_is_stopped_and_passes_only_when_it_identifies_nobody(
    someone: Someone, screen: tuple[int, int], javascript: bool, number: str
) -> None:
    # Given a discussion that Ben reads
    amina, ben = someone(AMINA, javascript=javascript), someone(BEN)
    title = f"What did the wristband say? {screen[0]}"
    amina.starts_a_discussion(title, "Ours smudge.", space=FALLS)
    ben.goes_to(amina.page.url)

    # When Amina writes a number that could be a patient's
    text = f"The printer made it {number} twice."
    amina.writes(text)

    # Then she is told, her text is kept for her, and nobody else has it
    is_stopped(amina, number)
    expect(amina.composer).to_have_value(text)
    expect(ben.message(number)).to_have_count(0)

    # When she says that it identifies nobody, but changes the text, she is asked again
    changed = f"The printer made it {number} three times."
    amina.types(changed)
    amina.ticks(NOBODY)
    amina.clicks("Send", "button")
    is_stopped(amina, number)
    expect(amina.composer).to_have_value(changed)
    expect(amina.page.get_by_label(NOBODY)).not_to_be_checked()
    expect(ben.message(number)).to_have_count(0)

    # When she says so of exactly this text, it is sent
    amina.ticks(NOBODY)
    amina.clicks("Send", "button")
    amina.sees_message(changed)
    ben.sees_message(changed)
    expect(amina.composer).to_have_value("")
    amina.does_not_see(STOPPED)

    # And the next message is an ordinary one
    amina.writes("It prints test numbers on Mondays.")
    ben.sees_message("It prints test numbers on Mondays.")


@with_and_without_script
def test_an_intervention_with_an_nhs_number_is_stopped_with_all_that_was_typed(
    someone: Someone, screen: tuple[int, int], javascript: bool, number: str
) -> None:
    title = f"Wristband check {screen[0]}"
    body = f"{CHECKLIST}\nFor example {number}, which belongs to nobody.\n"

    # When Amina shares a text with a number in it
    amina = someone(AMINA, javascript=javascript)
    amina.opens_space(FALLS)
    falls = amina.page.url
    amina.clicks("Share intervention", "button")
    amina.fills_in_an_intervention(title, body)
    amina.clicks("Share intervention", "button")

    # Then it is stopped, the form has kept everything, and the space knows nothing of it
    is_stopped(amina, number)
    expect(amina.page.get_by_label("Title", exact=True)).to_have_value(title)
    expect(amina.page.get_by_label("Text", exact=True)).to_have_value(body)
    expect(amina.page.get_by_label("Tested", exact=True)).to_be_checked()
    ben = someone(BEN, javascript=javascript)
    ben.goes_to(falls)
    ben.does_not_see(title)

    # When she says that it identifies nobody, it is shared as it is
    amina.ticks(NOBODY)
    amina.clicks("Share intervention", "button")
    amina.is_at(title)
    amina.sees(re.compile(f"For example {number}, which belongs to nobody"))
