"""How much there is of everything, and how unevenly it is spread."""

from dataclasses import dataclass, fields


class TooSmall(ValueError):
    """So few of something that the rest has no place; the words say how many it takes."""


@dataclass(frozen=True)
class Sizes:
    """How many there are of what."""

    organisations: int = 600
    people: int = 5_000
    spaces: int = 300
    interventions: int = 20_000
    messages: int = 1_000_000

    def __post_init__(self) -> None:
        least = {
            "organisations": 8,
            "people": 3 * self.organisations,
            "spaces": 8,
            "interventions": self.spaces,
            "messages": self.spaces,
        }
        for each in fields(self):
            if getattr(self, each.name) < least[each.name]:
                raise TooSmall(f"It takes {least[each.name]} {each.name} at least.")

    @property
    def threads(self) -> int:
        return max(self.spaces, self.messages // 20)

    @property
    def collaboratives(self) -> int:
        return min(15, self.organisations // 4)


def shares(total: int, among: int, *, least: int = 1) -> list[int]:
    """How much each of some gets of a whole: the second half of what the first gets beyond the
    least, the third a third. A few have very much, and most have little.

    Args:
        total: the whole.
        among: how many share it.
        least: what each gets at any rate.
    """
    free = total - least * among
    parts = sum(1 / rank for rank in range(1, among + 1))
    got = [least + int(free / parts / rank) for rank in range(1, among + 1)]
    got[0] += total - sum(got)
    return got
