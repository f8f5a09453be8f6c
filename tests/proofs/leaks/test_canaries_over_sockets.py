"""No outsider's socket tells a word of a private space, or that there is one."""

from typing import Any

import pytest

from collab.base.accounts.models import Person
from collab.base.live.threads import in_thread
from discussions.models import Thread
from networks.models import StreamHead
from tests.live.browser import Browser
from tests.proofs.conftest import Proved
from tests.world import World

from .canaries import READ_BY_EVERYONE, Canaries, fields_with_words
from .test_canaries import OUTSIDERS, SPACES, fill

MISSING = "s:000000000000"


@pytest.fixture
def canaries(world: World) -> Canaries:
    put = Canaries(fields_with_words() - READ_BY_EVERYONE)
    fill(put, world, SPACES)
    return put


async def all_that_is_told(person: Person, streams: list[str], focus: str) -> list[dict[str, Any]]:
    """The frames of one socket, which watches each of these from the beginning; the last of them is
    of a stream that is not there, which is answered last."""
    browser = await Browser.of(person)
    frames, head = [], 0
    for stream in [*streams, MISSING]:
        await browser.watch(stream, after=0, epoch=None, focus=focus)
        while True:
            frame = await browser.hear_any(20)
            frames.append(frame)
            if frame["type"] in ("closed", "reset"):
                break
            if frame["type"] == "event" and frame["seq"] >= head:
                break
            if frame["type"] == "watching":
                head = frame["head"]
        await browser.say(type="unwatch", stream=stream)
    await browser.leave()
    return frames


async def test_no_socket_of_an_outsider_tells_a_word(
    world: World, canaries: Canaries, proved: Proved
) -> None:
    streams = await in_thread(list, StreamHead.objects.values_list("stream", flat=True))
    private = {f"s:{getattr(world, name).uid}" for name in SPACES}
    people = await in_thread(lambda: world.people)
    uid = await in_thread(lambda: Thread.objects.get(space=world.falls).uid)
    told = 0
    for way in [each for each in OUTSIDERS if each != "anonymous"]:
        person = people[way]
        sees = {world.medicines.stream} if "another" in way else set()
        hidden = [each for each in streams if each in private - sees]
        hidden += [each for each in streams if each.startswith("p:") and person.uid not in each]
        frames = await all_that_is_told(person, hidden, f"thread:{uid}")
        assert frames == [{"type": "closed", "stream": each} for each in [*hidden, MISSING]]
        told += len(frames)
    insider = await all_that_is_told(
        canaries.people["falls"], [world.falls.stream], f"thread:{uid}"
    )
    words = {canaries.where[word][0] for word in canaries.found_in(str(insider))}
    assert "discussions.Message.body" in words
    assert told > 20
    proved(
        f"{told} streams of others watched from the beginning by {len(OUTSIDERS) - 1} kinds of "
        "outsider",
        "each answered like one that is not there, 0 words met",
    )
