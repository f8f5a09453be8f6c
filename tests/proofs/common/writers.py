"""Each way of writing a message over HTTP: a page's form, a page's script, a program."""

import http.client
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from collab.base.accounts.models import Person
from collab.base.api.actions import make_token
from collab.base.api.scopes import Scope
from discussions.models import Thread
from networks.models import Organisation
from tests.live.conftest import session_key
from tests.live.servers import as_a_page


@dataclass(frozen=True)
class Answer:
    status: int
    head: dict[str, str]
    text: str

    @property
    def is_taken(self) -> bool:
        """Whether a page's script was shown the message: a form that is refused is 200, too."""
        return self.status == 200 and self.text.startswith('{"message"')


class Line:
    """A connection to one server that is open already, so that many can ask at the same moment."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._server = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
        self._server.connect()

    def ask(self, verb: str, path: str, body: str | None, head: dict[str, str]) -> Answer:
        self._server.request(verb, path, body, head | {"Origin": self.address})
        response = self._server.getresponse()
        text = response.read().decode()
        self._server.close()
        return Answer(response.status, dict(response.getheaders()), text)


class Writer:
    """Somebody who writes in one way.

    Args:
        person: who.
        organisation: for which they speak.
        address: the server that they are signed in to.
    """

    kind: str
    accepts = "text/html"

    def __init__(self, person: Person, organisation: Organisation, address: str) -> None:
        self.address, self.organisation = address, organisation
        self.sign_in(person)

    def line(self, address: str = "") -> Line:
        return Line(address or self.address)

    def sign_in(self, person: Person) -> None:
        cookie = f"{settings.SESSION_COOKIE_NAME}={session_key(person)}"
        self.head = as_a_page(cookie, self.address) | {"Accept": self.accepts}

    def post(self, thread: Thread, text: str, key: str, line: Line | None = None) -> Answer:
        fields = {"text": text, "key": key, "for_organisation": self.organisation.uid}
        path = f"/d/{thread.uid}/messages"
        return (line or self.line()).ask("POST", path, urlencode(fields), self.head)

    def read(self, path: str, address: str = "") -> Answer:
        return self.line(address).ask("GET", path, None, self.head)

    def made(self, answer: Answer) -> str:
        """The uid of the message that an answer shows."""
        raise NotImplementedError


class ByForm(Writer):
    """Sends a page's form, as a browser without script does."""

    kind = "a page’s form"

    def made(self, answer: Answer) -> str:
        assert answer.status == 302, answer
        return self._uid_at_address(answer.head["Location"])

    @cache  # noqa: B019 a writer lives for one test
    def _uid_at_address(self, location: str) -> str:
        path, _, place = location.partition("#")
        return _uid_at(self.read(path).text, place)


class ByScript(Writer):
    """Sends it as the script of a page does."""

    kind = "a page’s script"
    accepts = "application/json"

    def made(self, answer: Answer) -> str:
        assert answer.status == 200, answer
        return _uid_at(json.loads(answer.text)["message"])


class ByProgram(Writer):
    """Posts to the API."""

    kind = "the API"

    def sign_in(self, person: Person) -> None:
        scopes = [Scope.READ, Scope.CONTRIBUTE]
        _token, secret = make_token(
            by=person, name="A program", scopes=scopes, lifetime=timedelta(days=7)
        )
        self.head = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"}

    def post(self, thread: Thread, text: str, key: str, line: Line | None = None) -> Answer:
        said = {"text": text, "for_organisation": self.organisation.ods_code}
        path = f"/api/v1/threads/{thread.uid}/messages"
        head = self.head | {"Idempotency-Key": key}
        return (line or self.line()).ask("POST", path, json.dumps(said), head)

    def made(self, answer: Answer) -> str:
        assert answer.status == 201, answer
        uid: str = json.loads(answer.text)["uid"]
        return uid


def _uid_at(page: str, place: str = r"m\d+") -> str:
    found = re.search(rf'<li[^>]* id="{place}"[^>]* data-uid="([^"]+)"', page)
    assert found, page
    return found[1]


WRITERS: list[type[Writer]] = [ByForm, ByScript, ByProgram]
