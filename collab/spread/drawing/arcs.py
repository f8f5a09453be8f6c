"""Organisations one under the other, with an arc between each two that have something in common."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..activity import Pair

ROW = 28
MOST = 30
"""Organisations in one drawing. The table beside it has each pair that is drawn."""
THICKEST = 8
DOT = 4


class Stop(NamedTuple):
    """One organisation's place."""

    y: int
    name: str
    letters: str
    """Its name, cut to the room that there is."""


class Arc(NamedTuple):
    path: str
    thickness: float
    says: str


class Arcs(NamedTuple):
    width: int
    height: int
    line: int
    """How far from the left the places stand."""
    words: int
    """How far from the left their names begin."""
    stops: list[Stop]
    arcs: list[Arc]


def in_order(pairs: Mapping[Pair, int], most: int = MOST) -> list[int]:
    """Whoever has something in common, so that those who have most stand near each other: from the
    one with the most, each time whoever has most in common with those that stand already.

    Args:
        pairs: how much each two have in common.
        most: as many are enough.
    """
    ties: dict[int, dict[int, int]] = {}
    for (one, other), count in pairs.items():
        ties.setdefault(one, {})[other] = count
        ties.setdefault(other, {})[one] = count
    altogether = {each: sum(theirs.values()) for each, theirs in ties.items()}
    placed: list[int] = []
    while altogether and len(placed) < most:
        near = [ties[each] for each in placed[-3:]]
        following = max(
            altogether,
            key=lambda each: (sum(has.get(each, 0) for has in near), altogether[each], -each),
        )
        placed.append(following)
        del altogether[following]
    return placed


def draw_arcs(
    drawn: Iterable[int],
    pairs: Mapping[Pair, int],
    names: Mapping[int, str],
    *,
    says: Mapping[Pair, str],
    width: int,
    line: int,
    letters: int,
) -> Arcs:
    """An arc for each pair.

    Args:
        drawn: the organisations from top to bottom; one that is in no pair is passed over.
        pairs: how much each two of them have in common.
        names: of the organisations, by id.
        says: each pair in words.
        width: of the drawing, in pixels.
        line: how far from the left the places stand at most: the room for arcs.
        letters: how many letters of a name there is room for.
    """
    joined = {each for pair in pairs for each in pair}
    drawn = [each for each in drawn if each in joined]
    place = {each: ROW // 2 + index * ROW for index, each in enumerate(drawn)}
    most = max(pairs.values(), default=1)
    found = sorted(pairs, key=lambda pair: (pairs[pair], pair))
    furthest = max((abs(place[one] - place[other]) for one, other in found), default=0) // 2
    line = min(line, furthest + THICKEST)
    arcs = [
        Arc(
            _path(place[one], place[other], line),
            round(1 + (THICKEST - 1) * pairs[one, other] / most, 1),
            says[one, other],
        )
        for one, other in found
    ]
    stops = [Stop(place[each], names[each], _cut(names[each], letters)) for each in drawn]
    return Arcs(width, ROW * len(drawn), line, line + 16, stops, arcs)


def _path(one: int, other: int, line: int) -> str:
    top, bottom = sorted((one, other))
    down = (bottom - top) / 2
    out = min(down, line - THICKEST)
    return f"M{line} {top}A{out:g} {down:g} 0 0 0 {line} {bottom}"


def _cut(name: str, letters: int) -> str:
    return name if len(name) <= letters else name[: letters - 1].rstrip() + "…"


def as_sequence(pairs: Mapping[Pair, int]) -> Sequence[tuple[int, int, int]]:
    """Each pair with its count, the most in common first."""
    found = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))
    return [(one, other, count) for (one, other), count in found]
