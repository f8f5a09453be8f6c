"""What changed between two versions of a text, for people to read: lines, and words in them."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter
from typing import Literal

Mark = Literal["same", "added", "removed"]

WORD = re.compile(r"\S+\s*|\s+")
CONTEXT = 2  # unchanged lines shown on each side of a change

# SequenceMatcher's time grows with the pairs of equal lines, or words, and with lines times
# changes. Beyond these a stretch of lines counts as replaced, and a line is shown whole.
LINES = 6_000
PAIRS_OF_LINES = 50_000
PAIRS_OF_WORDS = 5_000


@dataclass(slots=True)
class Words:
    """Some words of a line."""

    text: str
    mark: Mark = "same"


@dataclass(slots=True)
class Line:
    """A line of both versions ("same"), of one ("added", "removed"), or the two merged.

    A "changed" line has words of each mark; a "skipped" one stands for ``count`` same lines.
    """

    mark: Mark | Literal["changed", "skipped"]
    words: tuple[Words, ...] = ()
    count: int = 1

    @property
    def text(self) -> str:
        return "".join(words.text for words in self.words)


def readable_diff(old: str, new: str, *, context: int | None = CONTEXT) -> list[Line]:
    """The lines of both versions in reading order, with what was added and removed.

    Args:
        old: the earlier text.
        new: the later text.
        context: how many unchanged lines to keep around a change; None keeps all.

    Returns:
        An empty list if the texts are the same but for spaces at line ends.
    """
    lines = list(_compare(_lines(old), _lines(new)))
    if all(line.mark == "same" for line in lines):
        return []
    return lines if context is None else _shorten(lines, context)


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.rstrip().split("\n")] if text.strip() else []


def _compare(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    yield from _whole(new[:head], "same")
    yield from _compare_middle(old[head : len(old) - tail], new[head : len(new) - tail])
    yield from _whole(new[len(new) - tail :], "same")


def _common(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines are the same at the start."""
    pairs = zip(old, new, strict=False)
    return next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(old), len(new)))


def _compare_middle(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    if len(old) + len(new) > LINES or _pairs(old, new) > PAIRS_OF_LINES:
        yield from _whole(old, "removed")
        yield from _whole(new, "added")
        return
    # Empty lines are everywhere and say nothing about which lines belong together.
    matcher = SequenceMatcher(lambda line: not line, old, new, autojunk=False)
    for change, i, i_end, j, j_end in matcher.get_opcodes():
        if change == "equal":
            yield from _whole(new[j:j_end], "same")
        else:
            yield from _replaced(old[i:i_end], new[j:j_end])


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Lines that stand in the place of others: merged where they are much alike."""
    for before, after in zip(old, new, strict=False):
        if merged := _merged(before, after):
            yield merged
        else:
            yield from _whole([before], "removed")
            yield from _whole([after], "added")
    yield from _whole(old[len(new) :], "removed")
    yield from _whole(new[len(old) :], "added")


def _merged(before: str, after: str) -> Line | None:
    """One line with the words of both, or None if they have less than half in common."""
    old, new = WORD.findall(before), WORD.findall(after)
    if _pairs(old, new) > PAIRS_OF_WORDS:
        return None
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.5:
        return None
    words = []
    for change, i, i_end, j, j_end in matcher.get_opcodes():
        if change == "equal":
            words.append(Words("".join(new[j:j_end])))
            continue
        if i < i_end:
            words.append(Words("".join(old[i:i_end]), "removed"))
        if j < j_end:
            words.append(Words("".join(new[j:j_end]), "added"))
    return Line("changed", tuple(words))


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    times = Counter(new)
    return sum(times[each] for each in old if each)


def _whole(lines: Sequence[str], mark: Mark) -> Iterator[Line]:
    return (Line(mark, (Words(line, mark),)) for line in lines)


def _shorten(lines: list[Line], context: int) -> list[Line]:
    """Leave out unchanged lines that are far from any change."""
    kept = [line.mark != "same" for line in lines]
    if all(kept):
        return lines
    for at, line in enumerate(lines):
        if line.mark != "same":
            start = max(0, at - context)
            kept[start : at + context + 1] = [True] * len(kept[start : at + context + 1])
    shown: list[Line] = []
    for keep, group in groupby(zip(kept, lines, strict=True), key=itemgetter(0)):
        stretch = [line for _, line in group]
        worth_skipping = not keep and len(stretch) > 1
        shown += [Line("skipped", count=len(stretch))] if worth_skipping else stretch
    return shown
