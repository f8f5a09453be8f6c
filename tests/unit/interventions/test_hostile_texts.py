"""Whatever people type into an intervention is shown as they typed it, and does nothing."""

import json
from collections import deque
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from collab.base.security.screening import screen
from collab.interventions.forms import ContentForm
from collab.interventions.models import Intervention
from tests.corpora import corpus
from tests.unit.interventions.examples import DRAFT, draft, revised, shared
from tests.unit.interventions.pages import (
    HTML,
    errors,
    field,
    filled,
    get,
    says,
    signed_in,
    tree,
    with_class,
)
from tests.unit.markup.strict import forbidden
from tests.world import World, again

LIMITS = {"title": 150, "summary": 300, "setting": 200, "problem": 300, "note": 200}
MARKED_UP = {"app-doc", "app-changes", "app-changes__head"}
COMPARED = {f"{HTML}{tag}" for tag in ("ol", "li", "dl", "dt", "dd", "ins", "del", "span")}


def heads(texts: list[str]) -> Iterator[tuple[list[str], dict[str, str]]]:
    """As many texts as fit into the fields of one head, then the next; and the head."""
    waiting = deque(texts)
    for turn in count():
        if not waiting:
            return
        head, taken = dict.fromkeys(LIMITS, "plain"), []
        names = deque(LIMITS)
        names.rotate(turn)
        for name in names:
            some = []
            while waiting and (not some or len(" ".join([*some, waiting[0]])) <= LIMITS[name]):
                some.append(waiting.popleft())
            if some:
                head[name] = " ".join(some)[: LIMITS[name]]
            taken += some
        yield taken, head


def pages(intervention: Intervention) -> list[str]:
    """Pages that together show each field, in text and in the value of a form's field."""
    address = intervention.get_absolute_url()
    return [f"{address}/edit", f"{address}/v/2?changes"]


def shape(element: Any) -> list[Any]:
    """The elements, with the names of their attributes, apart from texts that are marked up."""
    marked_up = MARKED_UP & {*element.get("class", "").split()}
    inside = [] if marked_up else [shape(each) for each in element]
    return [str(element.tag), sorted(element.attrib), inside]


def odd_changes(html: str) -> list[str]:
    """What a comparison of versions shows besides its own elements."""
    compared = [*with_class(html, "app-changes"), *with_class(html, "app-changes__head")]
    return [
        str(each.tag)
        for part in compared
        for each in part.iter()
        if each.tag not in COMPARED or each.attrib.keys() - {"class"}
    ]


@pytest.mark.corpora
@pytest.mark.same_everywhere
def test_no_payload_changes_what_a_page_is_made_of(world: World) -> None:
    payloads = [json.loads(line)["payload"] for line in corpus("xss.jsonl").open()]
    payloads = [each for each in payloads if "\0" not in each]
    assert len(payloads) > 50
    amina = signed_in(world.amina)

    def made(body: str, **head: str) -> Intervention:
        return revised(world, shared(world), body=body, **head)

    plain = made("plain", **dict.fromkeys(LIMITS, "plain"))
    expected = [shape(tree(get(amina, page))) for page in pages(plain)]
    row = shape(with_class(get(amina, "/interventions"), "app-row")[0])
    for some, head in heads(payloads):
        hostile = made("\n\n".join(some), **head)
        shown = [get(amina, page) for page in pages(hostile)]
        assert [shape(tree(html)) for html in shown] == expected, head
        assert forbidden(hostile.body_html) == []
        assert odd_changes(shown[-1]) == []
    listed = 0
    address = "?"
    while address:
        html = get(amina, f"/interventions{address}")
        rows = with_class(html, "app-row")
        assert all(shape(each) == row for each in rows)
        listed += len(rows)
        [earlier] = with_class(html, "app-earlier") or [None]
        address = earlier.find(f".//{HTML}a").get("href") if earlier is not None else ""
    assert listed == len([*heads(payloads)]) + 1


@pytest.mark.corpora
def test_naughty_strings_are_stored_and_shown_unchanged(world: World) -> None:
    strings = json.loads(corpus("naughty-strings.json").read_text())
    strings = [each for each in strings if each.strip() and "\0" not in each]
    assert len(strings) > 20
    amina = signed_in(world.amina)
    address = f"/s/{world.falls.uid}/share"
    opened = get(amina, address)
    for some, head in heads(strings):
        head.pop("note")
        sent = filled(opened, body="\n\n".join(some), **head)
        sent["key"] = f"key-{Intervention.objects.count()}"
        response = amina.post(address, sent)
        if response.status_code == 200:
            asked = response.content.decode()
            assert all("looks like" in each for each in errors(asked)), errors(asked)
            sent |= {"identifies_nobody": "on", "screened": field(asked, "screened")}
            response = amina.post(address, sent)
        assert response.status_code == 302, head
        kept = Intervention.objects.latest("pk")
        assert {name: getattr(kept, name) for name in head} == {
            name: text.strip() for name, text in head.items()
        }
        assert kept.body == sent["body"]
        html = get(amina, kept.get_absolute_url())
        assert says(html, "app-h1") == [" ".join(kept.title.split())]
        assert says(html, "app-lede") == [" ".join(kept.summary.split())]
        form = get(amina, f"{kept.get_absolute_url()}/edit")
        assert {name: field(form, name) for name in ("title", "setting", "problem", "body")} == {
            name: getattr(kept, name) for name in ("title", "setting", "problem", "body")
        }


@pytest.mark.same_everywhere
@pytest.mark.corpora
def test_every_example_of_commonmark_is_taken_as_a_text(world: World) -> None:
    examples = json.loads(corpus("commonmark-0.31.2.json").read_text())
    examples = [each for each in examples if each["markdown"].strip()]
    assert len(examples) > 5
    person = again(world.amina)
    refused = []
    for example in examples:
        body = example["markdown"]
        sent = DRAFT.as_fields() | {"body": body}
        form = ContentForm(sent, person=person, space=world.falls)
        if screen(body):  # somebody's address: its author states that it identifies nobody
            assert not form.is_valid()
            stated = {"identifies_nobody": "on", "screened": form["screened"].value()}
            form = ContentForm(sent | stated, person=person, space=world.falls)
        if not form.is_valid() or form.draft() != draft(body=body):
            refused.append((example["example"], form.errors))
    assert refused == []
