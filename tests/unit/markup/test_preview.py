"""People see what a text will look like before they send it."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from collab.home.preview import preview
from tests.world import World

pytestmark = pytest.mark.django_db


def asked(person: Any, text: str, kind: str = "") -> HttpResponse:
    request = RequestFactory().post(f"/preview?kind={kind}", {"text": text})
    request.user = person
    return preview(request)


def test_a_text_comes_back_as_markup(world: World) -> None:
    answer = asked(world.amina, "Bell in the **hand**\r\n<script>")
    assert answer.content.decode() == ("<p>Bell in the <strong>hand</strong><br>&lt;script&gt;</p>")


def test_a_refusal_is_an_answer_in_kind_words(world: World) -> None:
    answer = asked(world.amina, "a" * 10_001)
    assert answer.status_code == 200
    assert answer.content.decode() == (
        '<p class="nhsuk-error-message">'
        "The text has 10,001 characters. Shorten it to 10,000 or fewer.</p>"
    )


def test_a_document_may_be_longer_than_a_message(world: World) -> None:
    text = "Bell.\n\n" * 2_000
    assert b"error" in asked(world.amina, text).content
    assert asked(world.amina, text, "document").content.startswith(b"<p>Bell.</p>")


def test_only_people_who_are_signed_in_get_one(world: World) -> None:
    answer = asked(AnonymousUser(), "text")
    assert answer.status_code == 302
    assert asked(world.signed_up, "text").status_code == 200
