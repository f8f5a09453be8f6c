"""One person's programs post as fast as they can, through every server process at once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from discussions.models import Message, Thread
from tests.proofs.common.writers import Answer, ByProgram
from tests.proofs.conftest import Proved
from tests.proofs.counts import POSTS_A_MINUTE as MOST
from tests.world import World

from .serving import serving

MORE, AT_ONCE = MOST // 5, 8
"""They have to be through in a minute."""


def test_so_many_are_taken_and_the_rest_are_asked_to_wait(
    world: World, thread: Thread, tmp_path: Path, proved: Proved
) -> None:
    with serving(tmp_path, MESSAGES_A_MINUTE=str(MOST)) as servers:
        ben = ByProgram(world.ben, world.kingsholm, servers[0].address)

        def post(n: int) -> Answer:
            line = ben.line(servers[n % len(servers)].address)
            return ben.post(thread, f"The mat in bay {n} slips.", f"key-{n}", line)

        with ThreadPoolExecutor(AT_ONCE) as threads:
            answers = list(threads.map(post, range(MOST + MORE)))
        again = post([each.status for each in answers].index(201))
    refused = [each for each in answers if each.status == 429]
    assert sorted(each.status for each in answers) == [201] * MOST + [429] * MORE
    assert again.status == 201
    assert all(1 <= int(each.head["Retry-After"]) <= 60 for each in refused)
    assert "Wait a moment" in refused[0].text
    assert Message.objects.filter(by=world.ben).count() == MOST
    proved(
        f"{MOST + MORE} messages of one person in a minute, {AT_ONCE} at once; server processes: "
        f"{len(servers)}",
        f"{MOST} were taken, {MORE} refused with what to do and when; a repeat of one that was "
        "taken was answered",
    )
