from typing import Any, Self

from django.db import models


class ClosableQuerySet(models.QuerySet[Any]):
    def still_open(self) -> Self:
        """Those that are listed: what is closed keeps its page and its history."""
        return self.filter(closed_at=None)


class Closable(models.Model):
    """Something that can be described anew, each time as a further version, and be closed."""

    version = models.PositiveIntegerField(default=1)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
