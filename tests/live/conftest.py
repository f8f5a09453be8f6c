"""Live tests use what a server uses: the ASGI application, the real database, real sessions."""

from collections.abc import AsyncIterator

import pytest
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management.commands import flush

from collab.base.access.models import AccessEpoch
from collab.base.accounts.models import Person
from collab.base.accounts.sessions import SessionStore
from collab.base.live import hub as hubs
from discussions.actions import start_thread
from discussions.models import Thread
from tests.world import World, build_world

# When it has emptied the tables after a test, Django would make anew the kinds of content and their
# permissions. The product has no use for them, and it takes longer than all the rest.
flush.emit_post_migrate_signal = lambda *args, **options: None

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def world(transactional_db: None) -> World:
    """The small network, committed, so that every thread and process sees it.

    It is built anew, since servers that outlive a test remember its streams by their names.
    """
    AccessEpoch.objects.get_or_create(pk=1)  # the test before emptied every table
    return build_world()


@pytest.fixture
def thread(world: World) -> Thread:
    """Amina asks something in the falls space."""
    return start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Which mats do you use?",
        text="Ours slip.",
    )


@pytest.fixture(autouse=True)
async def hub_ends() -> AsyncIterator[None]:
    yield
    if hub := hubs._hub:
        hub.stop()
        hubs._hub = None


def session_key(person: Person) -> str:
    """Sign somebody in and give the key that their browser would keep."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    assert session.session_key
    return session.session_key
