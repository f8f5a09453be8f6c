"""Discussions move between two spaces in both directions while many write in them: nobody waits for
ever, and nothing written where somebody does not see it is shown to them."""

import asyncio
import http.client
import json
import re
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import close_old_connections, connection
from pytest_django import Settings
from websockets.exceptions import ConnectionClosed

from collab.base.access.permissions import NotPermitted
from collab.base.access.versions import Stale
from collab.base.live.threads import in_thread
from discussions.actions import edit_message, move_thread, post_message, start_thread
from discussions.models import Message, Thread
from networks.ledger import head_of
from networks.models import LedgerRow, Space
from tests.live.servers import Visitor, server
from tests.proofs.conftest import Proved
from tests.proofs.counts import MOVES_BOTH_WAYS as MOVES
from tests.world import World, again

pytestmark = pytest.mark.services

THREADS = 6
COMES = ("thread.started", "thread.arrived", "thread.returned")
WRITERS_OF_EACH = 2
WORD = re.compile(r"word-\d+-word")


@dataclass(frozen=True)
class Shown:
    """A word that was shown to somebody who sees one of the two spaces alone."""

    word: str
    space_id: int
    at: float
    how: str


@dataclass
class Story:
    """What was written and moved, as the database ordered it, and what was shown to whom."""

    falls: Space
    medicines: Space
    shown: list[Shown] = field(default_factory=list)
    written: dict[str, str] = field(default_factory=dict)
    """Each word, with the message that says it."""
    moved: dict[tuple[str, int], float] = field(default_factory=dict)
    """When each move of a discussion, by the version that it made, was begun."""
    refused: int = 0
    moves: int = 0

    def show(self, text: str, space: Space, how: str) -> None:
        now = time.monotonic()
        self.shown += [Shown(word, space.pk, now, how) for word in set(WORD.findall(text))]


def in_the_database(work: Callable[[], Any]) -> Any:
    close_old_connections()
    try:
        return work()
    finally:
        connection.close()


class Work:
    """Those who move and those who write, each in a thread with a connection of its own."""

    def __init__(self, world: World, story: Story, threads: list[Thread]) -> None:
        self.world, self.story, self.threads = world, story, threads
        self.words = count()
        self.over = False

    def move_all(self, place: int) -> None:
        """One discussion, to and fro: half of them begin in one space, half in the other."""
        mover = again(self.world.facilitator if place % 2 else self.world.lead)
        for _n in range(max(1, MOVES // THREADS)):
            self.move(self.threads[place], mover)

    def move(self, thread: Thread, mover: Any) -> None:
        here = Thread.objects.select_related("space").get(pk=thread.pk)
        falls, medicines = self.story.falls, self.story.medicines
        into = medicines if here.space_id == falls.pk else falls
        began = time.monotonic()
        moved = move_thread(by=mover, thread=here, out_of=here.space, into=into)
        self.story.moved[thread.uid, moved.version] = began
        self.story.moves += 1

    def write(self, place: int) -> None:
        """Post in a discussion, and change what was posted, on pages from before a move too."""
        thread = self.threads[place]
        person, organisation = (
            (self.world.amina, self.world.severnside)
            if place % 2
            else (self.world.ben, self.world.kingsholm)
        )
        person = again(person)
        while not self.over:
            stale = Thread.objects.select_related("space").get(pk=thread.pk)
            word = f"word-{next(self.words)}-word"
            message = post_message(
                by=person, for_organisation=organisation, thread=stale, text=f"It says {word}."
            )
            self.story.written[word] = str(message.ref)
            self.edit(Message.objects.select_related("thread__space").get(pk=message.pk))
            # Somebody who sees one of the spaces alone writes there if it is there, or is refused.
            try:
                post_message(
                    by=again(self.world.guest), for_organisation=None, thread=stale, text="And I."
                )
            except NotPermitted:
                self.story.refused += 1

    def edit(self, message: Message) -> None:
        word = f"word-{next(self.words)}-word"
        try:
            edit_message(
                by=again(message.by),
                for_organisation=message.for_organisation,
                message=message,
                text=f"Now it says {word}.",
                started_from=1,
            )
        except Stale:  # pragma: no cover - nobody else edits it
            raise
        self.story.written[word] = str(message.ref)


class Watcher:
    """Somebody who sees one space alone, and has a discussion's page open."""

    def __init__(self, story: Story, visitor: Visitor, space: Space, thread: Thread) -> None:
        self.story, self.visitor, self.space, self.thread = story, visitor, space, thread
        self.seqs: list[int] = []

    async def follow(self, address: str, after: int) -> "Watcher":
        focus = {"focus": str(self.thread.ref)}
        opened = await self.visitor.listen(address, self.space.stream, after, **focus)
        self.socket = opened.socket
        self.task = asyncio.create_task(self.listen())
        return self

    async def listen(self) -> None:
        try:
            async for text in self.socket:
                frame = json.loads(text)
                if frame["type"] == "mark":
                    await self.socket.send(text)
                elif frame["type"] == "event":
                    self.seqs.append(frame["seq"])
                    self.story.show(frame.get("html", ""), self.space, "socket")
        except ConnectionClosed:
            pass

    def read(self, address: str) -> int:
        """Open the discussion's page."""
        server = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        server.request("GET", f"/d/{self.thread.uid}", headers={"Cookie": self.visitor.cookie})
        answer = server.getresponse()
        text = answer.read().decode()
        server.close()
        if answer.status == 200:
            self.story.show(text, self.space, "page")
        return answer.status

    async def leave(self) -> None:
        self.task.cancel()
        await self.socket.close()


def judge(story: Story, threads: list[Thread]) -> int:
    """How many of the words that were shown had never been where their reader sees them.

    A word is shown rightly if, while the message said it, the discussion was in the reader's space,
    since before the moment at which it was shown.
    """
    spaces = {space.stream: space.pk for space in (story.falls, story.medicines)}
    rows = LedgerRow.objects.order_by("pk")
    where: dict[str, list[tuple[int, float, int]]] = {}
    for thread in threads:
        mine = rows.filter(subject=str(thread.ref), kind__in=COMES)
        where[thread.uid] = [
            (row.pk, story.moved.get((thread.uid, row.version), 0.0), spaces[row.stream])
            for row in mine
        ]
    said: dict[str, list[tuple[int, str]]] = {}
    for row in rows.filter(kind__in=["message.posted", "message.edited"]):
        said.setdefault(row.subject, []).append((row.pk, row.within))
    words: dict[str, list[str]] = {}
    for word, ref in sorted(story.written.items(), key=lambda each: int(each[0].split("-")[1])):
        words.setdefault(ref, []).append(word)
    leaked = []
    for shown in story.shown:
        ref = story.written.get(shown.word)
        if ref is None:  # it was shown before its writer had the answer
            continue
        turn = words[ref].index(shown.word)
        begins, within = said[ref][turn]
        ends = said[ref][turn + 1][0] if len(said[ref]) > turn + 1 else float("inf")
        stays = where[within.split(":")[1]]
        ways = [
            since
            for n, (start, since, space_id) in enumerate(stays)
            if space_id == shown.space_id
            and start < ends
            and (n + 1 == len(stays) or stays[n + 1][0] > begins)
        ]
        if not any(since <= shown.at for since in ways):
            leaked.append(shown)
    assert leaked == []
    return len(leaked)


def deadlocks() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


async def test_discussions_move_both_ways_while_many_write(
    world: World, proved: Proved, settings: Settings, tmp_path: Path
) -> None:
    settings.MESSAGES_A_MINUTE = 1_000_000
    story = Story(world.falls, world.medicines)
    threads = [
        await in_thread(begun, world, (world.falls, world.medicines)[place % 2], place)
        for place in range(THREADS)
    ]
    before = await in_thread(deadlocks)
    alone = [(world.guest, world.falls), (world.outsider, world.medicines)]
    visitors = [(await in_thread(Visitor, who), space) for who, space in alone]
    with server(tmp_path) as address:
        watchers = [
            await Watcher(story, visitor, space, thread).follow(
                address, (await in_thread(head_of, space.stream))[1]
            )
            for visitor, space in visitors
            for thread in threads
        ]
        await at_work(Work(world, story, threads), watchers, address)
        await late(story, visitors, threads, address)
        for space in (world.falls, world.medicines):
            head = (await in_thread(head_of, space.stream))[1]
            mine = [each for each in watchers if each.space == space]
            async with asyncio.timeout(60):
                while any(each.seqs[-1:] != [head] for each in mine):
                    await asyncio.sleep(0.05)
            told = range(mine[0].seqs[0], head + 1)
            assert all(each.seqs == list(told) for each in mine)
        for each in watchers:
            await each.leave()
    assert await in_thread(deadlocks) == before
    for thread in threads:
        await in_thread(whole, thread)
    assert story.shown
    assert story.refused
    leaked = await in_thread(judge, story, threads)
    proved(
        f"{story.moves} moves of {THREADS} discussions between two spaces, in both directions at "
        f"once, while {THREADS * WRITERS_OF_EACH} write in them",
        f"0 deadlocks; of {len(story.shown)} texts shown to those who see one of the spaces alone, "
        f"{leaked} had been written where they do not see it; {story.refused} posts refused",
    )


async def at_work(work: Work, watchers: list[Watcher], address: str) -> None:
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(THREADS * (1 + WRITERS_OF_EACH) + 2) as pool:
        writing: list[Future[Any]] = [
            pool.submit(in_the_database, lambda p=place: work.write(p))
            for place in range(THREADS)
            for _writer in range(WRITERS_OF_EACH)
        ]
        moving = [
            asyncio.wrap_future(pool.submit(in_the_database, lambda p=place: work.move_all(p)))
            for place in range(THREADS)
        ]
        reading = asyncio.gather(*moving)
        n = 0
        while not reading.done():
            await loop.run_in_executor(pool, watchers[n % len(watchers)].read, address)
            n += 1
        work.over = True
        await reading
        await asyncio.gather(*(asyncio.wrap_future(each) for each in writing))


async def late(
    story: Story, visitors: list[tuple[Visitor, Space]], threads: list[Thread], address: str
) -> None:
    """Those who come afterwards, and catch up with all that a stream has kept for them."""
    for visitor, space in visitors:
        head = (await in_thread(head_of, space.stream))[1]
        for thread in threads:
            here = await in_thread(Thread.objects.get, pk=thread.pk)
            late = Watcher(story, visitor, space, thread)
            await late.follow(address, max(0, head - 400))
            async with asyncio.timeout(60):
                while late.seqs[-1:] != [head]:
                    await asyncio.sleep(0.02)
            expected = 200 if here.space_id == space.pk else 404
            assert await asyncio.to_thread(late.read, address) == expected
            await late.leave()


def begun(world: World, space: Space, place: int) -> Thread:
    return start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=space,
        title=f"Discussion {place}",
        text="Which mats do you use?",
    )


def whole(thread: Thread) -> None:
    """Each message is there once, with its number, and was told once, where it then was."""
    kept = Message.objects.filter(thread=thread).order_by("n")
    n = Thread.objects.get(pk=thread.pk).last_n
    assert [each.n for each in kept] == list(range(1, n + 1))
    told = LedgerRow.objects.filter(kind="message.posted", within=str(thread.ref)).order_by("pk")
    assert [row.subject for row in told] == [str(each.ref) for each in kept]
    here: str | None = None
    for row in LedgerRow.objects.filter(within__in=["", str(thread.ref)]).order_by("pk"):
        if row.subject == str(thread.ref) and row.kind in COMES:
            here = row.stream
        elif row.within == str(thread.ref):
            assert row.stream == here
