"""What Django looks for in the package that ``DATABASES["default"]["ENGINE"]`` names."""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Error
from psycopg_pool import ConnectionPool


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
                ConnectionPool.check_connection(connection)
            except Error:
                self.pool.putconn(connection)  # which makes another in its place
            else:
                return connection
