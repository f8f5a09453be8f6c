from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .retention import Record, Retention


class SecurityEntry(models.Model):
    """Something that whoever looks into an incident needs to know.

    References only, so that nothing has to be taken out of it: people and things are named by
    their ``uid``, never by name, address or text. Rows are added and never changed; PostgreSQL
    refuses anything else (see the migration).
    """

    retention = Retention(record=Record.AUDIT, codes=("by", "about", "details"))

    class Kind(models.TextChoices):
        SIGNED_UP = "signed_up", _("Signed up")
        SIGNED_IN = "signed_in", _("Signed in")
        SIGN_IN_FAILED = "sign_in_failed", _("Could not sign in")
        SIGNED_OUT = "signed_out", _("Signed out")
        SESSION_ENDED = "session_ended", _("Ended a session")
        CREDENTIALS_CHANGED = "credentials_changed", _("Changed how they sign in")
        TOKEN_MADE = "token_made", _("Made an access token")
        TOKEN_REVOKED = "token_revoked", _("Revoked an access token")
        REFUSED = "refused", _("Was refused")
        ROLE_GIVEN = "role_given", _("Gave a role")
        ROLE_ENDED = "role_ended", _("Ended a role")
        VISIBILITY_CHANGED = "visibility_changed", _("Changed who can see something")
        EXPORTED = "exported", _("Took a copy of data")
        FILE_REFUSED = "file_refused", _("Sent a file that was refused")
        REMOVED = "removed", _("Removed something")
        PURGED = "purged", _("Purged something")
        FORGOTTEN = "forgotten", _("Was forgotten")
        HELD = "held", _("Placed or lifted a legal hold")

    at = models.DateTimeField(default=timezone.now, db_index=True)
    kind = models.CharField(max_length=24, choices=Kind)
    by = models.CharField(max_length=12, blank=True, db_index=True)
    about = models.CharField(max_length=60, blank=True, db_index=True)
    address = models.GenericIPAddressField(null=True, blank=True)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["kind", "-at"], name="security_entries_of_a_kind")]
