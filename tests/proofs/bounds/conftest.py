import pytest

from discussions.actions import start_thread
from discussions.models import Thread
from tests.world import World


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
