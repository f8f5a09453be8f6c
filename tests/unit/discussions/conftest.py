from collections.abc import Callable
from datetime import datetime

import pytest

from collab.base.accounts.models import Person
from discussions.actions import post_message, start_thread
from discussions.models import Message, Thread
from networks.models import Organisation
from tests.world import World

Write = Callable[..., Message]


@pytest.fixture
def thread(world: World) -> Thread:
    """Amina of Severnside asks something in the falls space."""
    return start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Which four checks stay?",
        text="We ran nine checks. Which four would you keep?",
    )


@pytest.fixture
def write(world: World, thread: Thread) -> Write:
    """Write in that discussion, as Ben of Kingsholm unless said otherwise."""

    def write(
        text: str = "Footwear within reach.",
        *,
        by: Person | None = None,
        for_organisation: Organisation | None = world.kingsholm,
        at: datetime | None = None,
        key: str | None = None,
        quotes: Message | None = None,
    ) -> Message:
        return post_message(
            by=by or world.ben,
            for_organisation=for_organisation,
            thread=thread,
            text=text,
            at=at,
            key=key,
            quotes=quotes,
        )

    return write
