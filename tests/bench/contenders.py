"""Servers that hand what happens to many sockets: ours, a bare Node, and a tutorial's chat."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from django.conf import settings

from discussions.models import Message, Thread
from tests.bench.crowd import Scene
from tests.bench.processor import on_core
from tests.live.conftest import session_key
from tests.live.servers import database_of_tests
from tests.services.process import free_port, running
from tests.services.product import REPOSITORY, Product, product
from tests.world import World, join, sign_up

CORE_OF_THE_SERVER, CORE_OF_THE_REST = 0, 1
PEOPLE = 100
MESSAGES = 4_000
TEXT = "The mats stay where they are since we put them under the bed's wheels. " * 3


def the_thread(world: World, thread: Thread) -> list[str]:
    """Fill a discussion with messages of which nobody was told yet, and give their uids."""
    last = Message.objects.filter(thread=thread).latest("n")
    made = [
        Message(
            thread=thread,
            n=last.n + 1 + n,
            by=world.amina,
            for_organisation=world.severnside,
            body=TEXT,
            body_html=f"<p>{TEXT}</p>",
            markup_version=last.markup_version,
            first_line=TEXT[:80],
        )
        for n in range(MESSAGES)
    ]
    Message.objects.bulk_create(made)
    return [message.uid for message in made]


def cookies_of_many(world: World) -> list[str]:
    """Of the sessions of people of Kingsholm's, who see the falls space."""
    cookies = []
    for n in range(PEOPLE):
        person = sign_up(f"Reader {n}")
        join(person, world.kingsholm, by=world.steward)
        cookies.append(f"{settings.SESSION_COOKIE_NAME}={session_key(person)}")
    return cookies


@contextmanager
def ours(
    folder: Path,
    thread: Thread,
    uids: Sequence[str],
    cookies: Sequence[str],
    by: int,
    head: int,
    **environment: str,
) -> Iterator[Scene]:
    """The product. With Redis what happens is committed in a process beside, as pages do it."""
    stream = thread.space.stream
    more = database_of_tests(folder) | {
        "DJANGO_SETTINGS_MODULE": "tests.bench.telling_settings",
        "MESSAGES_A_MINUTE": "100000",
        **environment,
    }
    with ExitStack() as stack:
        server = stack.enter_context(started(folder, CORE_OF_THE_SERVER, more))
        teller = server
        if not settings.EMBEDDED:
            teller = stack.enter_context(started(folder, CORE_OF_THE_REST, more))
        watch = {"type": "watch", "stream": stream, "after": 2**53 - 1}
        says = {"stream": stream, "thread": thread.uid, "by": by}
        yield Scene(
            server.address,
            server.process.pid,
            "/live",
            teller.address,
            "/tell",
            [json.dumps(says | {"message": uid}) for uid in uids],
            cookies,
            json.dumps(watch | {"after": head, "focus": f"thread:{thread.uid}"}),
        )


@contextmanager
def started(folder: Path, core: int, environment: dict[str, str]) -> Iterator[Product]:
    with ExitStack() as stack:
        with on_core(core):
            server = stack.enter_context(product(folder, **environment))
        yield server


@contextmanager
def node(size: int) -> Iterator[Scene]:
    """A bare `ws` broadcaster, which knows no one and keeps nothing."""
    port = free_port()
    command = [str(shutil.which("node")), "tests/bench/broadcaster.mjs", str(port)]
    with broadcasting(command, port, "x" * size) as scene:
        yield scene


@contextmanager
def tutorial(size: int) -> Iterator[Scene]:
    """A consumer for each socket and a group for the room, on Daphne."""
    port = free_port()
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.bench.tutorial_settings"}
    if settings.REDIS_URL:
        environment |= {"TUTORIAL_REDIS_URL": settings.REDIS_URL}
    daphne = str(Path(sys.executable).parent / "daphne")
    command = [daphne, "-b", "127.0.0.1", "-p", str(port), "-v", "0"]
    command = [*command, "tests.bench.tutorial:application"]
    says = json.dumps({"message": "x" * (size - len('{"message": ""}'))})
    with broadcasting(command, port, says, environment) as scene:
        yield scene


@contextmanager
def flood(size: int) -> Iterator[Scene]:
    """What writes more than any client takes."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.flood", str(port)]
    with broadcasting(command, port, f"size={size}") as scene:
        yield scene


@contextmanager
def broadcasting(
    command: list[str], port: int, says: str, environment: dict[str, str] | None = None
) -> Iterator[Scene]:
    """A server that hands what one socket says to all."""
    with ExitStack() as stack:
        with on_core(CORE_OF_THE_SERVER):
            server = running(command, port=port, cwd=REPOSITORY, env=environment)
            pid = stack.enter_context(server).pid
        address = f"http://127.0.0.1:{port}"
        yield Scene(address, pid, "/", address, "/", [says])
