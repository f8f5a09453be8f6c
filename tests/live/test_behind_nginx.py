"""The set-up of `docs/deploy.md`: pages on gunicorn, sockets on Daphne, nginx in front of both."""

import asyncio
import json
import os
import re
import ssl
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from collab.base.accounts.models import Person
from collab.base.files.attaching import AT_ONCE
from collab.base.files.kinds import LARGEST
from collab.base.live.threads import in_thread
from collab.base.security.log import Kind
from collab.base.security.models import SecurityEntry
from discussions.models import Message, Thread
from networks.ledger import head_of
from tests.services.nginx import NGINX, Deployment, deployment
from tests.world import World

from .conftest import session_key
from .servers import Listener

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(not NGINX, reason="needs nginx: sudo apt install nginx-light"),
]

NEVER = "3600"
COOKIE = "__Host-sessionid"
PASSWORD = "safer together"


@pytest.fixture(scope="module")
def deployed(django_db_setup: None) -> Iterator[Deployment]:
    """With no heartbeat to speak of: what arrives came by a poke from the other process."""
    database = urlsplit(os.environ["DATABASE_URL"])
    database = database._replace(path=f"/{connection.settings_dict['NAME']}")
    more = {"DATABASE_URL": database.geturl(), "LIVE_HEARTBEAT_SECONDS": NEVER}
    with deployment(Path(settings.STATIC_ROOT), METRICS_TOKEN="long", **more) as started:
        yield started


class Reader(httpx.Client):
    """A browser without scripts: it keeps cookies and sends the forms that it finds."""

    def __init__(self, deployed: Deployment, person: Person | None = None) -> None:
        trust = ssl.create_default_context(cafile=str(deployed.folder / "collab.pem"))
        super().__init__(base_url=deployed.address, verify=trust, timeout=30, trust_env=False)
        self.trust = trust
        self.headers["Origin"] = deployed.address
        if person:
            self.cookies.set(COOKIE, session_key(person))

    def submit(self, page: str, address: str, **fields: str) -> httpx.Response:
        """Open a page and send a form that stands on it."""
        opened = self.get(page)
        assert opened.status_code == 200, opened
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', opened.text)
        assert token
        own = {"Referer": f"{self.base_url}{page}"}
        return self.post(address, data=fields | {"csrfmiddlewaretoken": token[1]}, headers=own)

    def say(self, thread: Thread, text: str, organisation: str, key: str) -> httpx.Response:
        fields = {"text": text, "for_organisation": organisation, "key": key}
        return self.submit(f"/d/{thread.uid}", f"/d/{thread.uid}/messages", **fields)

    async def listen(self, stream: str, after: int) -> Listener:
        cookie = f"{COOKIE}={self.cookies[COOKIE]}"
        address = str(self.base_url).rstrip("/")
        socket = await connect(
            f"{address.replace('http', 'ws', 1)}/live",
            origin=Origin(address),
            additional_headers={"Cookie": cookie},
            ssl=self.trust,
            proxy=None,
        )
        await socket.send(json.dumps({"type": "watch", "stream": stream, "after": after}))
        listener = Listener(socket, after)
        assert (await listener.frame())["type"] == "watching"
        return listener


@pytest.fixture
def visitor(deployed: Deployment) -> Iterator[Reader]:
    with Reader(deployed) as reader:
        yield reader


@pytest.fixture
def amina(deployed: Deployment, world: World) -> Iterator[Reader]:
    with Reader(deployed, world.amina) as reader:
        yield reader


@pytest.fixture
def ben(deployed: Deployment, world: World) -> Iterator[Reader]:
    with Reader(deployed, world.ben) as reader:
        yield reader


async def head(world: World) -> int:
    return (await in_thread(head_of, world.falls.stream))[1]


def test_somebody_signs_in_and_reads(deployed: Deployment, world: World, visitor: Reader) -> None:
    world.amina.password = make_password(PASSWORD, hasher="argon2")
    world.amina.save()
    EmailAddress.objects.get_or_create(
        user=world.amina, email=world.amina.email, defaults={"verified": True, "primary": True}
    )
    fields = {"login": world.amina.email, "password": PASSWORD}
    visitor.headers["X-Forwarded-For"] = "198.51.100.7"
    answer = visitor.submit("/accounts/login/", "/accounts/login/", **fields)
    assert answer.status_code == 302, answer.text[-2000:]
    entry = SecurityEntry.objects.get(kind=Kind.SIGNED_IN, by=world.amina.uid)
    assert entry.address == "127.0.0.1", "not the one that the visitor claims"
    kept = answer.headers["Set-Cookie"]
    assert "Secure" in kept
    assert f"{COOKIE}=" in kept
    page = visitor.get(world.falls.get_absolute_url())
    assert page.status_code == 200
    assert world.falls.name in page.text
    assert page.headers["Strict-Transport-Security"]
    style = re.search(r'href="(/static/build/main\.\w+\.css)"', page.text)
    assert style
    given = visitor.get(style[1])
    assert (given.status_code, given.headers["Content-Type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in given.headers["Cache-Control"]
    assert given.headers["Content-Encoding"] == "gzip"
    for answer in (given, visitor.get("/static/icon.svg")):
        assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_a_form_posts_reaches_sockets_of_the_other_process_at_once(
    world: World, thread: Thread, amina: Reader, ben: Reader
) -> None:
    after = await head(world)
    listener = await ben.listen(world.falls.stream, after)
    began = time.monotonic()
    organisation = str(world.severnside.uid)
    answer = await asyncio.to_thread(amina.say, thread, "By a form", organisation, "one")
    assert answer.status_code == 302, answer.text[-2000:]
    event = await listener.event(seconds=3)
    assert time.monotonic() - began < 3
    assert event["kind"] == "message.posted"
    await listener.socket.close()


@pytest.mark.parametrize("process", ["pages", "sockets"])
async def test_either_process_starts_anew_and_nothing_is_lost(
    world: World,
    thread: Thread,
    amina: Reader,
    ben: Reader,
    deployed: Deployment,
    process: str,
) -> None:
    after = await head(world)
    organisation = str(world.severnside.uid)
    listener = await ben.listen(world.falls.stream, after)

    def say(n: int) -> None:
        answer = amina.say(thread, f"Number {n}", organisation, f"{process}-{n}")
        assert answer.status_code == 302, answer.text[-2000:]

    await asyncio.to_thread(say, 0)
    await listener.event()
    await asyncio.to_thread(deployed.stop, process)
    await asyncio.to_thread(say, 1)
    await asyncio.to_thread(deployed.start, process)
    await asyncio.to_thread(say, 2)
    if process == "sockets":
        listener = await ben.listen(world.falls.stream, listener.last)
    await listener.everything_up_to(after + 3)
    await listener.socket.close()
    texts = Message.objects.filter(thread=thread).order_by("n").values_list("body", flat=True)
    assert (await in_thread(list, texts))[1:] == ["Number 0", "Number 1", "Number 2"]


def test_without_any_process_a_page_says_so_kindly(visitor: Reader, deployed: Deployment) -> None:
    deployed.stop("pages")
    deployed.stop("sockets")
    page, api = visitor.get("/"), visitor.get("/api/v1/threads")
    deployed.start("sockets")
    deployed.start("pages")
    assert page.status_code == api.status_code == 502
    assert "We are away for a moment" in page.text
    assert api.json()["status"] == 502


def test_what_is_asked_inside_is_not_told_outside(visitor: Reader) -> None:
    assert visitor.get("/healthz").text == "ok"
    own = {"Authorization": "Bearer long"}
    for address in ("/readyz", "/metrics"):
        assert visitor.get(address, headers=own).status_code == 404


def test_too_large_a_body_is_refused_kindly(visitor: Reader, deployed: Deployment) -> None:
    large = b"x" * (106 * 1024 * 1024)
    page, api = visitor.post("/seen", content=large), visitor.post("/api/v1/me", content=large)
    assert page.status_code == api.status_code == 413
    assert "That is too large" in page.text
    assert "what you typed is still there" in page.text
    assert api.json()["status"] == 413
    assert api.headers["Content-Type"].startswith("application/problem+json")
    size = re.search(r"client_max_body_size (\d+)m;", (deployed.folder / "site.conf").read_text())
    assert size
    assert int(size[1]) * 1024 * 1024 > AT_ONCE * LARGEST + 1_000_000, "files that it takes at once"


def test_what_a_visitor_claims_in_headers_is_not_believed(visitor: Reader) -> None:
    claimed = {
        "X-Forwarded-Proto": "http",
        "X-Forwarded-For": "198.51.100.7",
        "X-Request-ID": "chosen-by-a-visitor",
    }
    answer = visitor.get("/accounts/login/", headers=claimed)
    assert answer.status_code == 200, "as http it would be sent on to https"
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_plain_http_is_sent_on_to_https(visitor: Reader, deployed: Deployment) -> None:
    answer = httpx.get(f"http://localhost:{deployed.http}/d/1?x=2", trust_env=False)
    assert answer.status_code == 301
    assert answer.headers["Location"].startswith("https://localhost/d/1")


def test_a_head_that_makes_no_sense_is_no_error_of_ours(visitor: Reader) -> None:
    own = {"Content-Type": "text/plain; charset*=utf-8''%00"}
    assert visitor.post("/", content=b"", headers=own).status_code == 400


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost", None])
async def test_a_socket_of_another_page_is_refused(
    world: World, ben: Reader, origin: str | None
) -> None:
    cookie = f"{COOKIE}={ben.cookies[COOKIE]}"
    with pytest.raises(InvalidStatus) as refused:
        await connect(
            f"{str(ben.base_url).rstrip('/').replace('http', 'ws', 1)}/live",
            origin=Origin(origin) if origin else None,
            additional_headers={"Cookie": cookie},
            ssl=ben.trust,
            proxy=None,
        )
    assert refused.value.response.status_code == 403
