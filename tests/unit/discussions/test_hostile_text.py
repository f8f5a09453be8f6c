"""Whatever people type is kept and shown as they typed it, and does nothing."""

import json
from collections.abc import Iterator

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.html import escape

from discussions.actions import post_message, start_thread
from discussions.models import Message, Thread
from tests.corpora import corpus
from tests.unit.interventions.pages import HTML, errors, field, filled, tree, with_class
from tests.unit.markup.strict import forbidden
from tests.world import World

from .conftest import Write
from .test_pages import page, signed_in


def payloads() -> list[str]:
    found = [json.loads(line)["payload"] for line in corpus("xss.jsonl").open()]
    found = [each for each in found if "\0" not in each and each.strip()]
    assert len(found) > 50
    return found


def filled_up(texts: list[str], *, to: int) -> Iterator[str]:
    """All of them, as many after another as so many characters hold."""
    line = ""
    for text in texts:
        text = text[:to]
        if line and len(line) + 1 + len(text) > to:
            yield line
            line = ""
        line = f"{line} {text}" if line else text
    yield line


@pytest.mark.corpora
@pytest.mark.same_everywhere
def test_a_hostile_title_is_shown_letter_for_letter(world: World) -> None:
    thread = start_thread(
        by=world.lead,
        for_organisation=world.lead_body,
        space=world.surgery,
        title="a plain title",
        text="What works?",
    )
    visitor = Client()
    plain = page(visitor, thread)
    row = render_to_string("discussions/_thread_row.html", {"thread": thread})
    assert (plain.count("a plain title"), row.count("a plain title")) == (2, 1)
    for title in filled_up(payloads(), to=150):
        Thread.objects.filter(pk=thread.pk).update(title=title)
        thread.title = title
        shown = str(escape(title))
        assert page(visitor, thread) == plain.replace("a plain title", shown)
        html = render_to_string("discussions/_thread_row.html", {"thread": thread})
        assert html == row.replace("a plain title", shown)


@pytest.mark.corpora
@pytest.mark.same_everywhere
def test_a_hostile_message_brings_nothing_into_the_page(world: World, thread: Thread) -> None:
    for text in filled_up(payloads(), to=1000):
        post_message(by=world.ben, for_organisation=world.kingsholm, thread=thread, text=text)
    client = signed_in(world.guest)
    shapes, seen = set(), 0
    for first in range(2, thread.last_n + 1, 50):
        for message in with_class(page(client, thread, f"?from={first}"), "app-msg"):
            if "data-n" not in message.attrib:
                continue  # the page's template of a message on its way
            for text in message.iter(f"{HTML}div"):
                if "app-doc" in text.get("class", ""):
                    text[:] = []
            kinds = [(str(each.tag), *sorted(each.attrib)) for each in message.iter()]
            shapes.add(json.dumps(kinds))
            seen += 1
    assert seen == thread.last_n - 1
    assert len(shapes) == 1
    bodies = Message.objects.values_list("body_html", flat=True)
    assert [html for html in bodies if forbidden(html)] == []


@pytest.mark.same_everywhere
@pytest.mark.corpora
def test_naughty_strings_are_kept_and_shown_unchanged(world: World) -> None:
    strings = json.loads(corpus("naughty-strings.json").read_text())
    strings = [each for each in strings if each.strip() and "\0" not in each]
    assert len(strings) > 50
    ben = signed_in(world.ben)
    address = f"/s/{world.falls.uid}/discuss"
    opened = ben.get(address).content.decode()
    half = (len(strings) + 1) // 2
    for title, text in zip(strings[:half], reversed(strings), strict=False):
        sent = filled(opened, title=title[:150], text=text, key=f"key-{Thread.objects.count()}")
        response = ben.post(address, sent)
        if response.status_code == 200:
            asked = response.content.decode()
            assert all("looks like" in each for each in errors(asked)), (title, text)
            sent |= {"identifies_nobody": "on", "screened": field(asked, "screened")}
            response = ben.post(address, sent)
        assert response.status_code == 302, (title, text)
        row = Thread.objects.for_rows().latest("pk")
        assert (row.title, Message.objects.latest("pk").body) == (title[:150].strip(), text)
        html = render_to_string("discussions/_thread_row.html", {"thread": row})
        assert escape(row.title) in html
    assert Thread.objects.count() == half


@pytest.mark.same_everywhere
def test_the_page_of_a_hostile_message_is_one_document(
    world: World, thread: Thread, write: Write
) -> None:
    write("</li></ol></main><script>alert(1)</script>")
    root = tree(page(signed_in(world.guest), thread))
    [script] = root.iter(f"{HTML}script")
    assert script.get("src").startswith("/static/build/main.")
