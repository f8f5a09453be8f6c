"""On a full disk SQLite can be read only by whoever has it open already."""

import pytest
from django.db import connection
from pytest_django import Settings

from collab.base.live import server


class NoFurther(Exception):
    """Before a server takes connections."""


@pytest.mark.django_db
@pytest.mark.parametrize("embedded", [True, False])
def test_a_server_on_sqlite_holds_it_open_however_it_was_told_of(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, *, embedded: bool
) -> None:
    settings.EMBEDDED, settings.WORKER_INSIDE = embedded, False
    held = []

    def stop(_wire: object) -> None:
        raise NoFurther

    monkeypatch.setattr(server, "hold_open", lambda: held.append("held"))
    monkeypatch.setattr(server, "prefer", stop)
    with pytest.raises(NoFurther):
        server.serve(host="127.0.0.1", port=0, ready=held.clear)
    assert held == (["held"] if connection.vendor == "sqlite" else [])
