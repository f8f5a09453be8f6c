"""Stored markup is built again when the rules change."""

from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command

from collab.base.markup import MARKUP_VERSION, TextRefused, render, rerendering
from collab.base.markup.rerendering import register_rendered
from discussions.models import Message, Thread
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def messages(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(rerendering, "_sources", [])
    monkeypatch.setattr(rerendering, "BATCH", 2)
    thread = Thread.objects.create(space=world.falls, title="Old rules", by=world.amina)
    Message.objects.bulk_create(
        Message(
            thread=thread,
            n=n,
            by=world.amina,
            body=f"*{n}*",
            body_html="<p>old</p>",
            markup_version=MARKUP_VERSION - (n != 3),
        )
        for n in range(1, 6)
    )
    return Message.objects.filter(thread=thread).order_by("n")


def test_every_model_that_keeps_markup_can_be_rebuilt() -> None:
    kept = (model for model in apps.get_models() if not model._meta.proxy)
    keeping = {model for model in kept if hasattr(model, "markup_version")}
    assert Message in keeping
    assert {source.model for source in rerendering._sources} == keeping


def rerender() -> str:
    out = StringIO()
    call_command("rerender", stdout=out, stderr=out)
    return out.getvalue()


def rendered(message: Message) -> dict[str, Any]:
    if message.n == 2:
        raise TextRefused("Too long.")
    return {"body_html": render(message.body).html}


def test_rows_of_older_rules_are_rebuilt_and_refused_ones_keep_what_they_had(messages: Any) -> None:
    register_rendered(Message, rendered)
    said = rerender()
    assert "messages: 3 rebuilt" in said
    assert f"{messages[1].pk} is refused now" in said
    assert [message.body_html for message in messages] == [
        "<p><em>1</em></p>",
        "<p>old</p>",
        "<p>old</p>",
        "<p><em>4</em></p>",
        "<p><em>5</em></p>",
    ]
    assert "messages: 0 rebuilt" in rerender()


def test_what_somebody_saves_meanwhile_stays(messages: Any) -> None:
    def saved_meanwhile(message: Message) -> dict[str, Any]:
        Message.objects.filter(pk=message.pk).update(
            body_html="<p>newer</p>", markup_version=MARKUP_VERSION
        )
        return {"body_html": "<p>older</p>"}

    register_rendered(Message, saved_meanwhile)
    assert "messages: 0 rebuilt" in rerender()
    assert messages[0].body_html == "<p>newer</p>"
