"""Sessions kept in the database."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    """Django's, which asks the database for no key that it could not have given out: PostgreSQL
    refuses to look for some of what a cookie can hold."""

    def _validate_session_key(self, key: str | None) -> bool:
        return bool(key and len(key) >= 8 and key.isascii() and key.isalnum())
