"""Each page of django-allauth stands in the shell, in the design system, under a permission."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse

from collab.base.access.permissions import PERMISSIONS, Role
from collab.base.accounts.models import Person
from collab.base.accounts.urls import urlpatterns
from tests.unit.ui.markup import elements, words

from .test_signing_in import sign_in

pytestmark = [pytest.mark.urls("tests.unit.ui.pages"), pytest.mark.django_db]

ARGUMENTS = {
    "account_confirm_email": ["key"],
    "account_reset_password_from_key": ["1", "key"],
}


def those_of(patterns: list[Any]) -> Iterator[URLPattern]:
    for each in patterns:
        if not isinstance(each, URLPattern):
            yield from those_of(each.url_patterns)
        elif each.name.startswith("account_"):
            yield each


PATTERNS = list(those_of(urlpatterns))
PAGES = [pattern.name for pattern in PATTERNS]


@pytest.mark.parametrize("signed_in", [False, True], ids=["signed out", "signed in"])
@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_in_the_design_system(
    client: Client, amina: Person, name: str, signed_in: bool
) -> None:
    if signed_in:
        sign_in(client, amina.email)
    answer = client.get(reverse(name, args=ARGUMENTS.get(name, [])), follow=True)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "app-page" in elements(page, "body")[0]["class"]
    assert len(elements(page, "h1")) == 1
    for field in elements(page, "input"):
        if field.get("type") != "hidden":
            assert "nhsuk-" in field["class"]
            assert "placeholder" not in field
            assert "required" not in field
    for button in elements(page, "button"):
        assert button["class"].startswith(("nhsuk-button", "app-textbutton"))
    assert "{%" not in words(page)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.name)
def test_each_page_declares_its_permission(pattern: object, client: Client) -> None:
    permission = pattern.callback.permission
    assert PERMISSIONS[permission.key] is permission
    answer = client.get(reverse(pattern.name, args=ARGUMENTS.get(pattern.name, [])))
    to_sign_in = answer.status_code == 302 and answer.url.startswith("/accounts/login/?next=")
    assert to_sign_in == (Role.ANYONE not in permission.roles)


@pytest.mark.parametrize(
    "template", ["account/verified_email_required.html", "account/signup_closed.html"]
)
def test_what_allauth_may_show_besides_arrives_in_the_shell(template: str) -> None:
    page = render_to_string(template, {}, RequestFactory().get("/"))
    assert "app-page" in elements(page, "body")[0]["class"]
    assert elements(page, "h1")[0]["class"] == "app-h1"
