"""Texts that upset software are kept and shown unchanged; all of Markdown is accepted."""

import json
import re

import pytest
from django.template import Context, Template

from collab.base.markup import DOCUMENT_LIMIT, render
from discussions.models import Message, Thread
from tests.corpora import corpus
from tests.world import World

from .strict import parse, visible

PLAIN = Template('<p>{{ text }}</p><input value="{{ text }}">')
# Python-Markdown keeps these two for its own marks and takes them out of what it shows.
ITS_MARKS = str.maketrans("", "", "\x02\x03")


def naughty() -> list[str]:
    strings: list[str] = json.loads(corpus("naughty-strings.json").read_text())
    assert len(strings) > 50
    return strings


@pytest.mark.corpora
def test_a_naughty_string_in_a_plain_field_is_shown_character_by_character() -> None:
    for text in naughty():
        paragraph, field = parse(PLAIN.render(Context({"text": text})))
        # An HTML parser reads CR LF and CR as LF.
        shown = text.replace("\r\n", "\n").replace("\r", "\n")
        assert (paragraph.text or "") == shown
        assert field.get("value") == shown


@pytest.mark.corpora
def test_no_letter_or_digit_of_a_naughty_string_is_lost_in_a_message() -> None:
    """Signs may be Markdown, and then they are not shown; letters and digits always are."""
    for text in naughty():
        shown = visible(render(text).html)
        text = re.sub(r"^[0-9]+[.)] ", "", text)
        assert list(filter(str.isalnum, shown)) == list(filter(str.isalnum, text))


@pytest.mark.corpora
def test_a_naughty_string_without_markdown_is_shown_unchanged_in_a_message() -> None:
    unchanged = 0
    for text in naughty():
        if set(text) & set("*_`\\[]#>-+|~") or text[:1].isdigit():
            continue
        shown = visible(render(text).html)
        assert shown.split() == text.translate(ITS_MARKS).split(), text
        unchanged += 1
    assert unchanged > 20


@pytest.mark.corpora
@pytest.mark.django_db
def test_the_source_of_a_message_is_kept_as_it_was_typed(world: World) -> None:
    thread = Thread.objects.create(space=world.falls, title="Words", by=world.amina)
    texts = naughty()
    Message.objects.bulk_create(
        Message(thread=thread, n=n, by=world.amina, body=text, body_html=render(text).html)
        for n, text in enumerate(texts, start=1)
    )
    kept = Message.objects.filter(thread=thread).order_by("n")
    assert list(kept.values_list("body", flat=True)) == texts


@pytest.mark.corpora
def test_all_of_commonmarks_examples_are_accepted() -> None:
    examples = json.loads(corpus("commonmark-0.31.2.json").read_text())
    assert len(examples) > 30
    for example in examples:
        assert render(example["markdown"])
        assert render(example["markdown"], limit=DOCUMENT_LIMIT)
