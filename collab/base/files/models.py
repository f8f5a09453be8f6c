from datetime import timedelta
from functools import cached_property
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Substr
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collab.base.access.permissions import ANY_ORGANISATION, Role, roles_of
from collab.base.access.subjects import Ref
from collab.base.access.uid import UidField
from collab.base.security.retention import Record, Retention, Then

from .hosts import HOSTS

LONGEST_DESCRIPTION = 200
SHOWN = (320, 240)
"""Pixels within which a page shows a picture."""


class FileQuerySet(models.QuerySet["File"]):
    def visible_to(self, person: Any) -> Self:
        """Those of what this person may read, and their own that wait to be attached."""
        seen = Q(subject="", by=person) if person.is_authenticated else Q(pk__in=[])
        for kind, host in HOSTS.items():
            uid = Substr(OuterRef("subject"), len(kind) + 2)
            there = Exists(host.shown(person).filter(uid=uid))
            seen |= Q(there, subject__startswith=f"{kind}:")
        return self.filter(seen).exclude(key="")

    def named(self, identifier: str) -> Self:
        return self.filter(uid=identifier).select_related("by")

    def unattached(self, person: Any) -> Self:
        """Those that this person has sent and not attached to anything."""
        return self.filter(subject="", by=person).exclude(key="")

    def waiting(self, person: Any) -> Self:
        """Those of them that can still be attached."""
        return self.unattached(person).filter(ends_at__gt=timezone.now())


class File(models.Model):
    """A file that somebody attaches to something, such as a message.

    ``subject`` refers to that, and is empty until then; ``n`` is its place there. ``key`` is where
    its bytes are kept, and a random one; it is empty once they are gone. After ``ends_at``, if that
    is set, they are taken out. Of a large picture a smaller one is kept beside it.
    """

    retention = Retention(
        record=Record.DISCUSSION,
        time=timedelta(0),
        counted_from="ends_at",
        then=Then.BLANK,
        held_through={"person": "by__uid"},
        written=("name", "description"),
        codes=("subject", "media_type", "sha256", "key"),
    )

    uid = UidField()
    subject = models.CharField(max_length=40, blank=True, db_index=True)
    n = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("Name"), max_length=100)
    description = models.CharField(_("What it shows"), max_length=LONGEST_DESCRIPTION, blank=True)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    has_preview = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True, db_index=True)

    objects = FileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def gone(self) -> bool:
        return not self.key

    @property
    def is_picture(self) -> bool:
        return self.width is not None

    @property
    def extension(self) -> str:
        return self.name.rpartition(".")[2].upper()

    @property
    def shown_size(self) -> tuple[int, int]:
        """How large a page shows a picture, so that nothing moves when it has come."""
        width, height = self.width or 1, self.height or 1
        scale = min(1, SHOWN[0] / width, SHOWN[1] / height)
        return max(1, round(width * scale)), max(1, round(height * scale))

    @property
    def shown_at(self) -> str:
        """The address of what a page shows of a picture."""
        return reverse("file_preview" if self.has_preview else "file", args=[self.uid])

    @cached_property
    def carrier(self) -> Any:
        """What it is attached to, or None."""
        if not self.subject:
            return None
        ref = Ref.read(self.subject)
        return HOSTS[ref.kind].model.objects.named(ref.uid).get()

    def get_absolute_url(self) -> str:
        return reverse("file", args=[self.uid])


@roles_of.register
def _of_file(
    subject: File, person: Any, *, organisation: Any = ANY_ORGANISATION, fresh: bool = False
) -> set[Role]:
    """What somebody is to a file: what they are to the thing that carries it. Whoever attached it
    is its author there too."""
    own = person.is_authenticated and subject.by_id == person.pk
    if subject.carrier is None:
        return {Role.SELF} if own else set()
    roles = roles_of(subject.carrier, person, organisation=organisation, fresh=fresh)
    if own and Role.CONTRIBUTOR in roles_of(subject.carrier.space, person, fresh=fresh):
        roles.add(Role.AUTHOR)
    return roles
