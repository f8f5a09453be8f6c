"""What the pages' tests share: somebody's browser, and what a page says."""

import re
from functools import lru_cache
from typing import Any

import html5lib
from django.test import Client

from collab.base.accounts.models import Person
from tests.unit.interventions.examples import DRAFT

HTML = "{http://www.w3.org/1999/xhtml}"


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def get(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response
    return str(response.content.decode())


@lru_cache(maxsize=8)
def tree(html: str) -> Any:
    """The tree that a browser would build; to look at, not to change."""
    return html5lib.parse(html)


def words(element: Any) -> str:
    """What an element says, in one line."""
    return " ".join("".join(element.itertext()).split())


def with_class(html: str, name: str) -> list[Any]:
    return [each for each in tree(html).iter() if name in each.get("class", "").split()]


def says(html: str, name: str) -> list[str]:
    """What each element of that class says."""
    return [words(each) for each in with_class(html, name)]


def errors(html: str) -> list[str]:
    """The lines of the summary at the top of a form that came back."""
    [summary] = with_class(html, "nhsuk-error-summary")
    return [words(each) for each in summary.iter(f"{HTML}li")]


def field(html: str, name: str) -> str:
    """The value that a form shows in a field."""
    found = [each for each in tree(html).iter() if each.get("name") == name]
    assert found, f"no field is called {name}"
    if found[0].tag == f"{HTML}textarea":
        return found[0].text or ""
    if found[0].tag == f"{HTML}select":
        chosen = [each for each in found[0].iter(f"{HTML}option") if "selected" in each.attrib]
        return chosen[0].get("value") if chosen else ""
    if found[0].get("type") == "radio":
        return next((each.get("value") for each in found if "checked" in each.attrib), "")
    return found[0].get("value", "")


def links(html: str, text: str) -> list[str]:
    """The addresses of the links that say this."""
    anchors = tree(html).iter(f"{HTML}a")
    return [each.get("href") for each in anchors if re.fullmatch(text, words(each))]


def filled(html: str, **changes: str) -> dict[str, str]:
    """What somebody sends who fills the form of a page with the example."""
    return DRAFT.as_fields() | {"key": field(html, "key")} | changes
