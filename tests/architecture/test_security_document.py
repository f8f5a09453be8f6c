"""What `docs/security.md` claims is there."""

import ast
import re
from collections.abc import Iterator

import pytest

from .order import REPOSITORY

REQUIREMENT = re.compile(r"v5\.0\.0-\d{1,2}\.\d{1,2}\.\d{1,2}")
TEST = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")


def rows() -> Iterator[list[str]]:
    """The cells of each requirement: its id, its level, what it asks, what shows it."""
    for line in (REPOSITORY / "docs/security.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if line.startswith("|") and cells[0] != "ASVS" and "---" not in line:
            yield cells


def named_in(path: str) -> set[str]:
    """What a file tests, as pytest names it; nothing, if there is no such file."""
    file = REPOSITORY / path
    tree = ast.parse(file.read_text() if file.exists() else "")
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    alone = {each.name for each in tree.body if isinstance(each, functions)}
    classes = [each for each in tree.body if isinstance(each, ast.ClassDef)]
    return alone | {
        f"{each.name}::{method.name}"
        for each in classes
        for method in each.body
        if isinstance(method, functions)
    }


def test_there_are_48_requirements_and_each_stands_there_once():
    named = [row[0] for row in rows()]
    assert [name for name in named if not REQUIREMENT.fullmatch(name)] == []
    assert len(named) == len(set(named)) == 48


def test_each_requirement_is_told_and_shown_by_a_test_or_a_reason():
    for name, level, asks, shown in rows():
        assert level in ("1", "2", "3"), name
        assert len(asks) > 15, name
        reason = TEST.sub("", shown).strip(" ,.")
        assert TEST.search(shown) or len(reason) > 20, f"{name} names no test and no reason"


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: row[0])
def test_each_test_that_it_names_is_there(row: list[str]):
    shown = row[3]
    named = TEST.findall(shown)
    assert len(named) == shown.count("tests/")
    assert [f"{path}::{test}" for path, test in named if test not in named_in(path)] == []
