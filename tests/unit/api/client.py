"""Asking the API as a program does."""

import json
from collections.abc import Collection
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from collab.base.accounts.models import Person
from collab.base.api.actions import make_token
from collab.base.api.scopes import Scope


class Program:
    """A program with a person's token, or with none."""

    def __init__(self, person: Any = None, scopes: Collection[Scope] = tuple(Scope)) -> None:
        self._client = Client()
        self._head: dict[str, str] = {}
        if isinstance(person, Person):
            _token, secret = make_token(
                by=person, name="A program", scopes=scopes, lifetime=timedelta(days=7)
            )
            self._head = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str, **asked: Any) -> HttpResponse:
        return self._client.get(f"/api/v1/{path}", asked, headers=self._head)

    def send(
        self, verb: str, path: str, body: Any = None, *, version: int | None = None, **head: str
    ) -> HttpResponse:
        names = {name.replace("_", "-"): value for name, value in head.items()}
        if version is not None:
            names["If-Match"] = f'"{version}"'
        return self._client.generic(
            verb,
            f"/api/v1/{path}",
            body if isinstance(body, str | bytes) else json.dumps(body if body is not None else {}),
            content_type="application/json",
            headers=self._head | names,
        )

    def upload(self, path: str, parts: dict[str, Any], **head: str) -> HttpResponse:
        """Send parts of which one is a file."""
        names = {name.replace("_", "-"): value for name, value in head.items()}
        return self._client.post(f"/api/v1/{path}", parts, headers=self._head | names)

    def post(self, path: str, body: Any = None, **more: Any) -> HttpResponse:
        return self.send("POST", path, body, **more)

    def patch(self, path: str, body: Any = None, **more: Any) -> HttpResponse:
        return self.send("PATCH", path, body, **more)

    def delete(self, path: str, **asked: str) -> HttpResponse:
        return self.send("DELETE", f"{path}?{urlencode(asked)}" if asked else path)


def problem(answer: HttpResponse, status: int) -> dict[str, Any]:
    """The problem that an answer of this status tells."""
    assert answer.status_code == status, answer.text
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert body["status"] == status
    assert body["title"] and body["detail"]
    return body
