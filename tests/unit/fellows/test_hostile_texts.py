"""Whatever a fellow types about themselves is shown as they typed it, and does nothing."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from collab.base.security.screening import screen
from tests.corpora import corpus
from tests.unit.interventions.pages import errors, field, get, signed_in, tree
from tests.world import World

AT_ONCE = 12
"""As many methods, and as many topics, can be named."""


def shape(element: Any) -> list[Any]:
    return [str(element.tag), sorted(element.attrib), [shape(each) for each in element]]


def handfuls(texts: list[str], size: int = AT_ONCE) -> Iterator[list[str]]:
    for at in range(0, len(texts), size):
        yield texts[at : at + size]


def naughty_strings() -> list[str]:
    strings = json.loads(corpus("naughty-strings.json").read_text())
    assert len(strings) > 50
    return [each for each in strings if "\0" not in each and "\r" not in each]


def save(client: Client, address: str, sent: dict[str, str]) -> None:
    answer = client.post(address, sent)
    assert answer.status_code == 302, (sent, errors(answer.content.decode()))


@pytest.mark.corpora
@pytest.mark.same_everywhere
def test_no_payload_changes_what_a_page_is_made_of(world: World) -> None:
    payloads = [json.loads(line)["payload"] for line in corpus("xss.jsonl").open()]
    texts = [" ".join(each.split()) for each in payloads if "\0" not in each]
    texts = [each for each in texts if not screen(each)]  # an address would be asked about first
    assert len(texts) > 50
    amina, address = signed_in(world.amina), f"/f/{world.amina.uid}"
    shapes = []
    for some in [["plain"] * AT_ONCE, *handfuls([*texts, *["plain"] * (-len(texts) % AT_ONCE)])]:
        names = "\n".join(f"{number} {text}"[:60] for number, text in enumerate(some))
        about = ";".join(each[:40] for each in some)
        save(amina, f"{address}/describe", {"about": about, "methods": names, "topics": names})
        shapes.append(shape(tree(get(amina, address))))
    assert len(shapes) > 4
    assert [each for each in shapes if each != shapes[0]] == []


@pytest.mark.same_everywhere
@pytest.mark.corpora
def test_naughty_strings_are_kept_and_shown_unchanged(world: World) -> None:
    amina, address = signed_in(world.amina), f"/f/{world.amina.uid}/describe"
    abouts = ["\n".join(each[:40] for each in some) for some in handfuls(naughty_strings())]
    kept = [each for each in abouts if not screen(each)]
    assert len(kept) > 4
    for about in kept:
        save(amina, address, {"about": about})
        assert field(get(amina, address), "about").split() == about.split()


@pytest.mark.corpora
def test_whatever_is_looked_for_comes_back_as_it_was_typed(client: Client, world: World) -> None:
    for some in handfuls(naughty_strings(), 4):
        words = " ".join(each[:24] for each in some)
        answer = client.get("/organisations", {"q": words})
        assert answer.status_code == 200
        assert field(answer.content.decode(), "q").split() == words.split()
