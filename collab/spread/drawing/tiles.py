"""The collaboratives as tiles in the shape of England, the darker the more take part."""

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

TILE_WIDE, TILE_HIGH, GAP = 132, 76, 4
SHADES = 4
LETTERS = 15
LINES = 2


class Tile(NamedTuple):
    x: int
    y: int
    lines: list[str]
    number: int
    shade: int
    """From 1, the lightest, to 4."""


class Shade(NamedTuple):
    """How many a shade stands for."""

    shade: int
    least: int
    most: int


class Tiles(NamedTuple):
    width: int
    height: int
    tiles: list[Tile]
    legend: list[Shade]


def draw_tiles(collaboratives: Sequence[Any], numbers: Sequence[int]) -> Tiles:
    """A tile for each collaborative, where it lies.

    Args:
        collaboratives: with ``region``, ``column`` and ``row``.
        numbers: one for each.
    """
    most = max([*numbers, 1])
    tiles = [
        Tile(
            x=(each.column - 1) * (TILE_WIDE + GAP),
            y=(each.row - 1) * (TILE_HIGH + GAP),
            lines=wrap(each.region, LETTERS, max_lines=LINES, placeholder="…"),
            number=number,
            shade=max(1, -(-SHADES * number // most)),
        )
        for each, number in zip(collaboratives, numbers, strict=True)
    ]
    return Tiles(
        max([tile.x for tile in tiles], default=0) + TILE_WIDE,
        max([tile.y for tile in tiles], default=0) + TILE_HIGH,
        tiles,
        list(_legend(most)),
    )


def _legend(most: int) -> Iterator[Shade]:
    """What each shade stands for; of few there are numbers for only some of the shades."""
    for shade in range(1, SHADES + 1):
        least = (shade - 1) * most // SHADES + 1 if shade > 1 else 0
        if least <= (up_to := shade * most // SHADES):
            yield Shade(shade, least, up_to)
