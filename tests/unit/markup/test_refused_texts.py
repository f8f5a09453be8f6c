"""What is too long, too deep or too wide is refused in kind words, and quickly."""

import json
import time
from contextlib import suppress
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.forms import CharField

from collab.base.markup import DOCUMENT_LIMIT, MESSAGE_LIMIT, TextRefused, render
from tests.corpora import corpus


def refusal(text: str, limit: int = MESSAGE_LIMIT) -> str:
    with pytest.raises(TextRefused) as refused:
        render(text, limit=limit)
    return refused.value.message


def test_a_text_over_the_limit_says_by_how_much() -> None:
    assert render("a" * MESSAGE_LIMIT).html
    assert refusal("a" * (MESSAGE_LIMIT + 1)) == (
        "The text has 10,001 characters. Shorten it to 10,000 or fewer."
    )
    assert "100,001 characters" in refusal("a\n\n" * 33_333 + "aa", DOCUMENT_LIMIT)


@pytest.mark.parametrize("opening", ["> ", "+ ", "1. ", "> - ", ">"])
def test_more_than_twenty_levels_on_one_line_are_refused(opening: str) -> None:
    levels = 20 // opening.count("-") if "-" in opening else 20
    deep = opening * (levels // (2 if "-" in opening else 1))
    assert render(deep + "a").html
    assert "more than 20 levels deep" in refusal(deep + opening + "a")


def test_more_than_twenty_levels_on_as_many_lines_are_refused() -> None:
    stairs = ["  " * level + "- a" for level in range(21)]
    assert render("\n".join(stairs[:20])).html.count("<ul>") == 20
    assert "more than 20 levels deep" in refusal("\n".join(stairs))


def test_more_than_fifty_columns_are_refused() -> None:
    def table(columns: int) -> str:
        return "\n".join("|" + cell * columns for cell in ("a|", "-|", "b|"))

    assert render(table(50)).html.count("<th ") == 50
    assert "more than 50 columns" in refusal(table(51))


def test_a_paragraph_longer_than_a_message_is_refused_in_a_document() -> None:
    assert "Divide it with an empty line" in refusal("a" * 10_001, DOCUMENT_LIMIT)
    assert render("```\n" + "a" * 20_000 + "\n```", limit=DOCUMENT_LIMIT).html


def test_ten_thousand_lines_are_enough() -> None:
    assert render("a\n\n" * 10_000, limit=DOCUMENT_LIMIT).html
    assert "too many short lines" in refusal("a\n\n" * 10_001, DOCUMENT_LIMIT)
    assert "too many short lines" in refusal("- - - - - - a\n" * 1_700, DOCUMENT_LIMIT)


def test_emphasis_inside_emphasis_without_end_is_refused() -> None:
    deep = "".join("*a **b " for _ in range(40)) + "".join("c** d* " for _ in range(40))
    assert "nested too deeply" in refusal(deep)


@pytest.mark.parametrize("character", ["\0", "\ud800", "\udfff"])
def test_a_character_that_no_database_keeps_is_refused(character: str) -> None:
    assert "cannot be stored" in refusal(f"a{character}b")


def test_a_form_refuses_the_null_character_before_anything_else_sees_it() -> None:
    with pytest.raises(ValidationError) as refused:
        CharField().clean("a\0b")
    assert [error.code for error in refused.value.error_list] == ["null_characters_not_allowed"]


def test_a_refused_text_leaves_no_trace_in_the_next_one() -> None:
    before = render("- a\n\nb *c*")
    for bad in ["+ " * 30, "a\0", "x" * 20_000, "".join("*a **b " for _ in range(2_000))]:
        with suppress(TextRefused):
            render(bad, limit=DOCUMENT_LIMIT)
        assert render("- a\n\nb *c*") == before


@pytest.mark.corpora
@pytest.mark.parametrize("limit", [MESSAGE_LIMIT, DOCUMENT_LIMIT])
def test_each_pathological_shape_is_shown_or_refused_within_a_second(limit: int) -> None:
    cases = json.loads(corpus("markdown-pathological.json").read_text())
    assert len(cases) > 20
    render("warm")
    slow = []
    for case in cases:
        text = unfolded(case)[:limit]
        started = time.perf_counter()
        try:
            render(text, limit=limit)
        except TextRefused as refused:
            assert refused.message.endswith(".")
        if (took := time.perf_counter() - started) > case["pass_seconds"]:
            slow.append((case["name"], took))
    assert slow == []


def unfolded(case: dict[str, Any]) -> str:
    text = "".join(
        ramp(**{"from_": segment["ramp"].pop("from"), **segment["ramp"]})
        if isinstance(segment, dict)
        else segment[0] * segment[1]
        for segment in case["segments"]
    )
    assert len(text) == case["characters"], case["name"]
    return text


def ramp(*, unit: str, from_: int, to: int, prefix: str = "", suffix: str = "") -> str:
    return "".join(prefix + unit * times + suffix for times in range(from_, to + 1))
