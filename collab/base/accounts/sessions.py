"""Sessions kept in the database, with whose they are and when they end."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db.models import Q
from django.utils import timezone

from .models import Person, Session
from .signed_in import session_and_person

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when a session was used last: each time it is written costs a write."""

WHAT_THE_ROW_KNOWS = ("started_at", "seen_at", "address", "browser", "own_device")


class SessionStore(db.SessionStore):
    """Django's, whose rows know more than it does: see ``Session``."""

    row: Session | None = None
    person: Person | None = None
    """Who was signed in when it was read: nobody has verified that they still are."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def begin(self, *, address: str | None, browser: str, own_device: bool) -> None:
        """Somebody has just signed in: their session starts now.

        Args:
            address: the network address that they came from.
            browser: what their browser calls itself.
            own_device: whether they say that nobody else uses it.
        """
        self.row = Session(
            session_key=self.session_key,
            person_id=int(self[SESSION_KEY]),
            address=address,
            browser=browser[:300],
            own_device=own_device,
        )
        self.modified = True
        _active(self.row.person_id, timezone.now())

    def used(self, now: datetime) -> None:
        """A request has come in this session, which puts off its end.

        Of the session only the two times are written: what another request changes meanwhile
        stays.
        """
        row = self.row
        if row and row.person_id and now - row.seen_at >= SEEN_EVERY:
            row.seen_at = now
            row.expire_date = row.ends_at
            Session.objects.filter(pk=row.pk, seen_at__lt=now).update(
                seen_at=now, expire_date=row.expire_date
            )
            if self.person and self.person.active_on != timezone.localdate(now):
                _active(row.person_id, now)

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = Session(
            # The stubs of Django do not know what its own backend calls here.
            session_key=self._get_or_create_session_key(),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self.get_expiry_date(),
        )
        row.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        known = self.row
        if known and known.person_id == row.person_id:
            for name in WHAT_THE_ROW_KNOWS:
                setattr(row, name, getattr(known, name))
            if known.session_key == row.session_key:
                row.uid = known.uid
        if row.person_id:
            row.expire_date = row.ends_at
        self.row = row
        return row

    def get_expiry_age(self, **kwargs: Any) -> int:
        """For how long a browser keeps the cookie, in seconds."""
        if self.row and self.row.person_id:
            return max(0, int((self.row.latest_end - timezone.now()).total_seconds()))
        return super().get_expiry_age(**kwargs)

    def get_expire_at_browser_close(self) -> bool:
        """Only one's own device may remember one when its browser is closed."""
        if self.row and self.row.person_id:
            return not self.row.own_device
        return super().get_expire_at_browser_close()

    def _get_session_from_db(self) -> Session | None:
        found = session_and_person(self.session_key, timezone.now())
        self.row, self.person = found or (None, None)
        if not found:
            self._session_key = None
        return self.row

    def _validate_session_key(self, key: str | None) -> bool:
        """No key is looked for that could not have been given out: PostgreSQL refuses to look for
        some of what a cookie can hold."""
        return bool(key and len(key) >= 8 and key.isascii() and key.isalnum())


def _active(person_id: int | None, now: datetime) -> None:
    """Remember that somebody was here on this day, written once a day."""
    today = timezone.localdate(now)
    before = Q(active_on=None) | Q(active_on__lt=today)
    Person.objects.filter(before, pk=person_id).update(active_on=today)


def sign_everyone_out() -> None:
    """End every session, whoever signed in there."""
    Session.objects.all().delete()
