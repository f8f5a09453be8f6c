"""What changed between two versions, for people to read."""

import random

import pytest

from collab.base.markup.diff import Line, Words, readable_diff
from tests.unit.cost import cost_of

OLD = "Bell in the hand.\nFootwear that fits.\nBed low, brakes on.\nEye test this year."


def marks(lines: list[Line]) -> list[tuple[str, str]]:
    return [(line.mark, line.text) for line in lines]


def test_the_same_text_has_no_difference() -> None:
    assert readable_diff(OLD, OLD) == []
    assert readable_diff(OLD, OLD.replace("\n", "  \n") + "\n\n") == []
    assert readable_diff("", "") == []


def test_a_changed_word_is_marked_in_its_line() -> None:
    lines = readable_diff(OLD, OLD.replace("brakes on", "brakes checked"), context=0)
    assert lines == [
        Line("skipped", count=2),
        Line(
            "changed",
            (Words("Bed low, brakes "), Words("on.", "removed"), Words("checked.", "added")),
        ),
        Line("same", (Words("Eye test this year."),)),
    ]


def test_lines_come_and_go() -> None:
    new = OLD.replace("Footwear that fits.\n", "") + "\nMedicines reviewed."
    assert marks(readable_diff(OLD, new, context=None)) == [
        ("same", "Bell in the hand."),
        ("removed", "Footwear that fits."),
        ("same", "Bed low, brakes on."),
        ("same", "Eye test this year."),
        ("added", "Medicines reviewed."),
    ]


def test_a_line_that_became_another_is_not_merged() -> None:
    assert marks(readable_diff("Bell in the hand.", "Count unwitnessed falls apart.")) == [
        ("removed", "Bell in the hand."),
        ("added", "Count unwitnessed falls apart."),
    ]


def test_unchanged_lines_far_from_a_change_are_left_out() -> None:
    old = "\n".join(f"line {n}" for n in range(20))
    lines = readable_diff(old, old.replace("line 9\n", ""))
    assert [(line.mark, line.count) for line in lines] == [
        ("skipped", 7),
        ("same", 1),
        ("same", 1),
        ("removed", 1),
        ("same", 1),
        ("same", 1),
        ("skipped", 8),
    ]


def shuffled(lines: list[str]) -> list[str]:
    return random.Random(1).sample(lines, len(lines))


NUMBERS = [str(n) for n in range(17_000)]
LETTERS = [random.Random(n).choice("abcd") for n in range(50_000)]
WORDS = [" ".join(str(random.Random(n + m).randint(0, 60)) for m in range(200)) for n in range(170)]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (NUMBERS, shuffled(NUMBERS)),
        (NUMBERS, NUMBERS[::-1]),
        (NUMBERS, [n if int(n) % 2 else f"-{n}" for n in NUMBERS]),
        (LETTERS, shuffled(LETTERS)),
        (["a"] * 50_000, ["b", "a"] * 25_000),
        (WORDS, shuffled(WORDS)),
        ([" ".join(NUMBERS)], [" ".join(shuffled(NUMBERS))]),
    ],
    ids=["shuffled", "reversed", "every other", "letters", "one letter", "words", "one line"],
)
def test_the_longest_documents_take_less_than_a_second(old: list[str], new: list[str]) -> None:
    before, after = "\n".join(old)[:100_000], "\n".join(new)[:100_000]
    assert readable_diff(before, after)
    assert cost_of(lambda: readable_diff(before, after), runs=2) < 1
