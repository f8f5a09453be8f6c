from django.db import models
from django.utils import timezone


class Mark(models.Model):
    """How far a person has read something: a thread's message number, a space's stream number."""

    person = models.ForeignKey("accounts.Person", models.CASCADE)
    subject = models.CharField(max_length=40)
    n = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "subject"], name="one_mark_a_subject")
        ]
