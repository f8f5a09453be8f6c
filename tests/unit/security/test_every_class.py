"""Each class of identifier is found among a thousand lines of it, and little else is."""

from collections import Counter

import pytest

from collab.base.security.screening import CLASSES, screen
from tests.unit.security.lines import EACH, WITH, lines_with, lines_without


def kinds(line: str) -> set[str]:
    return {finding.kind for finding in screen(line)}


@pytest.fixture(scope="module")
def alarms() -> Counter[str]:
    """How often each class was found in lines that have no identifier."""
    return Counter(kind for line in lines_without() for kind in kinds(line))


def test_every_class_has_its_lines() -> None:
    assert set(WITH) == set(CLASSES)
    assert len(set(lines_without())) > EACH / 2


@pytest.mark.parametrize("kind", CLASSES)
def test_a_class_is_found_and_seldom_where_it_is_not(
    kind: str, alarms: Counter[str], capsys: pytest.CaptureFixture[str]
) -> None:
    lines = list(lines_with(kind))
    assert len(lines) == EACH
    assert len(set(lines)) > EACH / 5
    found = sum(kind in kinds(line) for line in lines)
    recall, precision = found / EACH, found / (found + alarms[kind])
    with capsys.disabled():
        print(f"\n{kind:20}{EACH} lines  recall {recall:6.1%}  precision {precision:6.1%}", end="")
    missed = [line for line in lines if kind not in kinds(line)]
    assert recall >= (1 if kind == "nhs_number" else 0.95), missed[:10]
    assert precision >= 0.95, [line for line in lines_without() if kind in kinds(line)][:10]


def test_lines_without_an_identifier_seldom_alarm() -> None:
    alarmed = [line for line in lines_without() if screen(line)]
    assert len(alarmed) <= 0.05 * EACH, alarmed[:20]
