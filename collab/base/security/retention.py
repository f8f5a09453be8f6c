"""What is kept, as what kind of record, and for how long. Each model says so itself::

    class Message(models.Model):
        retention = Retention(
            record=Record.DISCUSSION,
            years=6,
            counted_from="at",
            then=Then.BLANK,
            held_through={"message": "uid", "thread": "thread__uid", "person": "by__uid"},
            written=("body", "body_html"),
        )

A model of a library is declared in ``THIRD_PARTY`` (``collab/base/security/third_party.py``).

Every field that can hold text is declared too: what people **wrote**, which a purge blanks; what
tells **who** somebody is, which forgetting them blanks; what lets somebody in, a **secret**, which
is in no copy; and **codes**, which only the product writes. A field with choices and a ``uid`` are
codes anyway. A test fails for a model or a field that is not declared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum, StrEnum


class Record(StrEnum):
    """Kinds of record, in the words of the Records Management Code of Practice (NHS England, 2021,
    updated 2023, appendix II), with the code's shortest period where it names one."""

    DISCUSSION = "Meetings of groups that are not in the scheme of delegation"
    GUIDANCE = "Policies, strategies and operating procedures"
    GOVERNANCE = "Corporate governance"
    STAFF = "Staff records"
    AUDIT = "Audit trails"
    COMMUNICATION = "Communications"
    TRANSIENT = "Transitory information, of no value once it was used"
    SYSTEM = "Information that the system itself needs"


class Then(Enum):
    """What happens to a row at the end of its time."""

    DELETE = "It is deleted"
    BLANK = "What people wrote in it is blanked; that there was something stays"
    NOTHING = "It stays"


class WrongRetention(TypeError):
    """A declaration contradicts itself; the words say how."""


@dataclass(frozen=True, kw_only=True)
class Retention:
    """How long rows of a model are kept, and which of their fields hold what.

    Args:
        record: what kind of record they are.
        years: for how many years, or
        time: for how long, if that is less than a year, or
        with_: the foreign key to what they belong to: they stay as long as that does. With none
            of the three they stay as long as the product.
        counted_from: the field with the moment from which the time counts. Empty in a row, it has
            not begun.
        then: what happens at the end.
        held_through: how a legal hold on something reaches a row: the kind of what is held, and
            the lookup of its uid from here. Empty: no legal hold applies.
        written: fields with what people wrote.
        who: fields that tell who somebody is.
        secrets: fields with what lets somebody in.
        codes: text fields that only the product writes.
    """

    record: Record
    years: int = 0
    time: timedelta | None = None
    with_: str = ""
    counted_from: str = ""
    then: Then = Then.NOTHING
    held_through: Mapping[str, str] = field(default_factory=dict)
    written: tuple[str, ...] = ()
    who: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        ends = bool(self.years) + (self.time is not None)
        if ends + bool(self.with_) > 1:
            raise WrongRetention("Say years, or time, or with_, and only one of them")
        if bool(ends) != bool(self.counted_from) or bool(ends) != (self.then is not Then.NOTHING):
            raise WrongRetention("What ends says from when it is counted, and what happens then")

    @property
    def ends(self) -> bool:
        return bool(self.counted_from)

    @property
    def texts(self) -> tuple[str, ...]:
        """The names of all fields that are declared."""
        return self.written + self.who + self.secrets + self.codes

    def before(self, now: datetime) -> datetime:
        """What is counted from a moment before this one has reached its end.

        Raises:
            ValueError: it has no end.
        """
        if not self.ends:
            raise ValueError("this is kept as long as the product, or as what it belongs to")
        if self.time is not None:
            return now - self.time
        try:
            return now.replace(year=now.year - self.years)
        except ValueError:  # the 29th of February
            return now.replace(year=now.year - self.years, day=28)
