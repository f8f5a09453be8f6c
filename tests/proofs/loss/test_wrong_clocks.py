"""Two processes whose clocks are two hours apart: what they take in turn stays in order."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from collab.base.accounts.models import Session
from collab.base.live.threads import in_thread
from discussions.models import Message, Thread
from networks.ledger import head_of
from networks.models import LedgerRow
from tests.live.servers import Visitor, server
from tests.proofs.common.writers import ByForm, ByProgram
from tests.proofs.conftest import Proved
from tests.proofs.counts import POSTS_BY_WRONG_CLOCKS as POSTS
from tests.proofs.counts import PROVING
from tests.world import World

pytestmark = [] if PROVING else [pytest.mark.services]  # on both where it is proved whole

HOUR = 3600
CLOCKS = {"ahead": HOUR, "behind": -HOUR}


@pytest.fixture
def ahead_and_behind(world: World, tmp_path: Path) -> Iterator[list[str]]:
    with ExitStack() as stack:
        yield [
            stack.enter_context(
                server(
                    tmp_path / name,
                    DJANGO_SETTINGS_MODULE="tests.proofs.loss.wrong_clock",
                    CLOCK_AHEAD=str(seconds),
                    LIVE_HEARTBEAT_SECONDS="0.5",
                )
            )
            for name, seconds in CLOCKS.items()
        ]


def on_their_own_devices() -> None:
    """On a shared computer a session would be over for the clock that is ahead."""
    for session in Session.objects.all():
        session.own_device = True
        session.expire_date = session.ends_at
        session.save()


async def test_the_order_is_that_of_the_numbers(
    world: World, thread: Thread, ahead_and_behind: list[str], proved: Proved
) -> None:
    amina = await in_thread(Visitor, world.amina, world.severnside)
    ben = await in_thread(Visitor, world.ben, world.kingsholm)
    await in_thread(on_their_own_devices)
    _epoch, after = await in_thread(head_of, thread.space.stream)
    focus = f"thread:{thread.uid}"
    listeners = [
        await ben.listen(each, thread.space.stream, after, focus=focus) for each in ahead_and_behind
    ]
    texts = [f"Answer {n}" for n in range(POSTS)]
    for n, text in enumerate(texts):
        await in_thread((amina, ben)[n // 2 % 2].post, ahead_and_behind[n % 2], thread, text)
    for listener in listeners:
        await listener.everything_up_to(after + POSTS)
        shown = [re.findall(r"Answer \d+", each["html"])[0] for each in listener.events]
        assert shown == texts

    def look() -> None:
        messages = list(Message.objects.filter(thread=thread).exclude(n=1).order_by("n"))
        assert [each.body for each in messages] == texts
        gaps = [later.at - earlier.at for earlier, later in pairwise(messages)]
        apart = timedelta(hours=1, minutes=50)
        assert all(abs(gap) > apart for gap in gaps), "their clocks are not apart"
        rows = LedgerRow.objects.filter(stream=thread.space.stream, seq__gt=after).order_by("seq")
        assert [row.subject for row in rows] == [str(each.ref) for each in messages]
        for address in ahead_and_behind:
            program = ByProgram(world.guest, world.kingsholm, address)
            path = f"/api/v1/threads/{thread.uid}/messages?after_n=1"
            given = json.loads(program.read(path).text)["items"]
            assert [each["text"] for each in given] == texts[: len(given)]
            reader = ByForm(world.guest, world.kingsholm, address)
            on_their_own_devices()
            page = reader.read(f"/d/{thread.uid}?from=2")
            on_page = re.findall(r"Answer \d+", re.sub(r"(?s)<aside.*?</aside>", "", page.text))
            assert on_page == texts[: len(on_page)]
            assert min(len(given), len(on_page)) >= min(POSTS, 20)

    await in_thread(look)
    proved(
        f"{POSTS} posts in turn through two processes, one clock an hour ahead and one an hour "
        "behind",
        "in order of posting by number, in the ledger, on both sockets, both pages and both APIs",
    )
