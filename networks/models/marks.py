from django.db import models
from django.utils import timezone

from collab.base.security.retention import Record, Retention, Then


class Mark(models.Model):
    """How far a person has read something: a thread's message number, a space's stream number."""

    retention = Retention(
        record=Record.TRANSIENT,
        years=2,
        counted_from="at",
        then=Then.DELETE,
        codes=("subject",),
    )

    person = models.ForeignKey("accounts.Person", models.CASCADE, db_index=False)
    subject = models.CharField(max_length=40)
    n = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "subject"], name="one_mark_a_subject")
        ]
        indexes = [models.Index(fields=["at"], name="marks_oldest_first")]
