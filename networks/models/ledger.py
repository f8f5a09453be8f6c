from django.db import models
from django.utils import timezone

from collab.base.access.uid import new_uid
from collab.base.security.retention import Record, Retention


class StreamHead(models.Model):
    """The last number given out in a stream. Nothing references it, so writers only queue.

    ``epoch`` tells one life of the stream from another: a restore gives it a new one, and
    whoever was following starts afresh.
    """

    retention = Retention(record=Record.SYSTEM, codes=("stream", "epoch"))

    stream = models.CharField(max_length=16, primary_key=True)
    seq = models.BigIntegerField(default=0)
    epoch = models.CharField(max_length=12, default=new_uid)


class LedgerRow(models.Model):
    """Something happened to a subject: references only, never text, names or HTML."""

    retention = Retention(record=Record.AUDIT, codes=("stream", "kind", "subject", "within"))

    stream = models.CharField(max_length=16)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    v = models.PositiveSmallIntegerField()
    actor = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    subject = models.CharField(max_length=40)
    within = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField()
    min_role = models.PositiveSmallIntegerField()
    headline = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["stream", "seq"], name="one_row_a_number")]
        indexes = [
            models.Index(fields=["stream", "headline", "-seq"], name="headlines_of_a_stream"),
            models.Index(fields=["stream", "min_role", "-seq"], name="rows_for_an_audience"),
            models.Index(fields=["subject"], name="rows_of_a_subject"),
        ]
