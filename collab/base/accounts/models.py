from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collab.base.access.uid import UidField
from collab.base.security.retention import Record, Retention, Then

FORGOTTEN_HOST = "forgotten.invalid"


class PersonManager(BaseUserManager["Person"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        person = self.model(email=email.lower(), **fields)
        person.set_password(password)
        person.save()
        return person

    def create_superuser(self, email: str, password: str, **fields: Any) -> "Person":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def suspended(self) -> "models.QuerySet[Person]":
        """Those who cannot sign in for now; whoever has left is none of them."""
        return self.filter(is_active=False).exclude(email__endswith=f"@{FORGOTTEN_HOST}")


class Person(AbstractBaseUser, PermissionsMixin):
    """Somebody with an account. What they are to an organisation or space is kept elsewhere.

    ``version`` rises when what others see of the person changes, so that what shows it is
    drawn again. ``active_on`` is the last day on which they were here, signed in: a day says who
    has fallen quiet, and tells nobody's hours.
    """

    retention = Retention(
        record=Record.STAFF,
        held_through={"person": "uid"},
        who=("email", "name", "job_title", "profession"),
        secrets=("password",),
    )

    uid = UidField()
    email = models.EmailField(_("Email address"), unique=True)
    name = models.CharField(_("Full name"), max_length=120)
    job_title = models.CharField(_("Job title"), max_length=120, blank=True)
    profession = models.CharField(_("Profession"), max_length=120, blank=True)
    version = models.PositiveIntegerField(default=1)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)
    active_on = models.DateField(null=True, blank=True)

    objects = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_an_address")]

    def __str__(self) -> str:
        return self.name

    @property
    def has_left(self) -> bool:
        """Whether they left for good and were forgotten."""
        return self.email.endswith(f"@{FORGOTTEN_HOST}")

    @property
    def initials(self) -> str:
        return initials_of(self.name)


def initials_of(name: str) -> str:
    """Two letters for the round mark beside a name."""
    words = name.split()
    return (words[0][:1] + words[-1][:1] if len(words) > 1 else name[:2]).upper()


class SessionManager(BaseSessionManager["Session"]):
    def of(self, person: Person) -> models.QuerySet["Session"]:
        """The sessions in which somebody is signed in now, the latest used first."""
        return self.filter(person=person, expire_date__gt=timezone.now()).order_by("-seen_at")


class Session(AbstractBaseSession):
    """What a browser and the server know of each other, and since when somebody is signed in.

    A session in which nobody is signed in lasts as long as Django lets it. Signed in, it ends after
    a while without a request, and after a longer while whatever happens; on one's own device both
    are longer.
    """

    IDLE, LASTS = timedelta(minutes=30), timedelta(hours=12)
    OWN_IDLE, OWN_LASTS = timedelta(days=14), timedelta(days=30)

    retention = Retention(
        record=Record.TRANSIENT,
        time=timedelta(0),
        counted_from="expire_date",
        then=Then.DELETE,
        who=("browser",),
        secrets=("session_key", "session_data"),
    )

    uid = UidField()
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="sessions")
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    address = models.GenericIPAddressField(null=True)
    browser = models.CharField(max_length=300)
    own_device = models.BooleanField(default=False)

    objects = SessionManager()

    @property
    def ends_at(self) -> datetime:
        """When it ends if no further request comes."""
        idle, lasts = (
            (self.OWN_IDLE, self.OWN_LASTS) if self.own_device else (self.IDLE, self.LASTS)
        )
        return min(self.seen_at + idle, self.started_at + lasts)

    @property
    def latest_end(self) -> datetime:
        """When it ends at the latest."""
        return self.started_at + (self.OWN_LASTS if self.own_device else self.LASTS)

    @classmethod
    def get_session_store_class(cls) -> Any:
        return import_module(settings.SESSION_ENGINE).SessionStore


def people_of_address(email: str) -> models.QuerySet[Person]:
    """The account whose address this is: its first one, or a further one that was proven."""
    proven = Q(emailaddress__email=email, emailaddress__verified=True)
    return Person.objects.filter(Q(email=email) | proven).distinct()


def display_name(person: Person) -> str:
    """What sign-in pages and mails call somebody."""
    return person.name
