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
    """How much each of some gets of a whole, the first most: of a million messages in 50,000
    discussions the longest has 24,000, the tenth a sixth of that, and half have eight or fewer.

    Args:
        total: the whole.
        among: how many share it.
        least: what each gets at any rate.
    """
    free = total - least * among
    parts = [rank**-0.8 for rank in range(1, among + 1)]
    whole = sum(parts)
    got = [least + int(free * part / whole) for part in parts]
    for rank in range(total - sum(got)):
        got[rank] += 1
    return got
