"""What Django looks for in the package that ``DATABASES["default"]["ENGINE"]`` names."""

from select import POLLIN, poll
from time import monotonic
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, Error
from psycopg_pool import ConnectionPool

FRESH_SECONDS = 1
"""A connection that was returned so shortly ago is asked nothing unless something came over it."""


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's, which hands out no connection that was cut.

    After PostgreSQL has ended, each connection that the pool kept is dead. The pool's own check
    would rest ever longer after each that it finds so.
    """

    def get_new_connection(self, conn_params: Any) -> Any:
        while True:
            connection = super().get_new_connection(conn_params)
            if not self.pool:
                return connection
            try:
                if not _silent_and_fresh(connection):
                    ConnectionPool.check_connection(connection)
            except Error:
                self.pool.putconn(connection)  # which makes another in its place
            else:
                return connection

    def _close(self) -> None:
        if self.connection is not None:
            self.connection.returned_at = monotonic()
        super()._close()


def _silent_and_fresh(connection: Connection) -> bool:
    """Whether it was used just now and nothing has come since: what ends a connection says so, be
    it PostgreSQL or the system under it. To look costs a hundredth of asking."""
    returned_at: float = getattr(connection, "returned_at", 0)
    if monotonic() - returned_at > FRESH_SECONDS:
        return False
    incoming = poll()
    incoming.register(connection.fileno(), POLLIN)
    return not incoming.poll(0)
