"""The security log is only added to, and the database itself sees to that where it can."""

from django.db.backends.base.base import BaseDatabaseWrapper


def allow_only_adding(connection: BaseDatabaseWrapper) -> None:
    """Take from our own role on PostgreSQL whatever could change or remove an entry."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "REVOKE UPDATE, DELETE, TRUNCATE ON security_securityentry FROM CURRENT_USER"
            )
