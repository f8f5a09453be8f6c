from datetime import timedelta

from django.db import models
from django.utils import timezone

from collab.base.security.retention import Record, Retention, Then


class KeyedAction(models.Model):
    """That an action was done under a key, so that a repeat of the same request does nothing new.

    It keeps a hash of what was asked and a reference to what came of it, never the text itself,
    and is forgotten after a week.
    """

    retention = Retention(
        record=Record.TRANSIENT,
        time=timedelta(days=7),
        counted_from="at",
        then=Then.DELETE,
        codes=("action", "key", "body_hash", "subject"),
    )

    person = models.ForeignKey("accounts.Person", models.CASCADE, related_name="+")
    action = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    body_hash = models.CharField(max_length=64)
    subject = models.CharField(max_length=40)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "action", "key"], name="one_action_under_a_key"
            )
        ]
