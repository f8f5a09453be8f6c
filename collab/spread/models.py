"""What was counted in each space: numbers only, made anew whenever something happened there."""

from typing import Any, Self

from django.db import models

from collab.base.security.retention import Record, Retention
from networks.models import Space, within_reach


class OfSpaces(models.QuerySet[Any]):
    def visible_to(self, person: Any) -> Self:
        """What was counted of what this person may read."""
        return self.filter(within_reach(person))


class Reaching(models.Model):
    """Counted of things in one space that reach as far as each other, as they did then."""

    space = models.ForeignKey("networks.Space", models.CASCADE)
    reach = models.CharField(
        max_length=8, choices=Space.Visibility, default=Space.Visibility.MEMBERS
    )

    class Meta:
        abstract = True


class Tally(Reaching):
    """How much people shared and said for an organisation in one space in one month.

    ``month`` is its first day, in London.
    """

    retention = Retention(record=Record.SYSTEM, with_="space")

    organisation = models.ForeignKey("networks.Organisation", models.CASCADE, db_index=False)
    month = models.DateField()
    shared = models.PositiveIntegerField()
    said = models.PositiveIntegerField()

    objects = OfSpaces.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "month", "space", "reach"], name="one_tally_a_month"
            )
        ]


class InCommon(Reaching):
    """How many things in one space two organisations have in common, of the last twelve months.

    ``one`` is the organisation with the lesser id.
    """

    retention = Retention(record=Record.SYSTEM, with_="space")

    one = models.ForeignKey(
        "networks.Organisation", models.CASCADE, related_name="+", db_index=False
    )
    other = models.ForeignKey(
        "networks.Organisation", models.CASCADE, related_name="+", db_index=False
    )
    things = models.PositiveIntegerField()

    objects = OfSpaces.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["one", "other", "space", "reach"], name="one_count_a_pair"
            )
        ]


class Counted(models.Model):
    """Up to which number of a space's stream, and for which last month, it was counted."""

    retention = Retention(record=Record.SYSTEM, with_="space")

    space = models.OneToOneField("networks.Space", models.CASCADE)
    seq = models.BigIntegerField()
    month = models.DateField()
    at = models.DateTimeField()
