"""The same request twice, under one key: done once, and answered from what it made."""

from collections.abc import Callable
from typing import Any

import pytest

from collab.base.files.models import File
from collab.interventions.actions import save_version, share_intervention
from collab.interventions.models import Intervention, Version
from discussions.actions import start_thread
from discussions.models import Message, Thread
from tests.files import sent
from tests.unit.access.scene import draft
from tests.unit.api.client import Program, problem
from tests.world import World


@pytest.fixture
def amina(world: World) -> Program:
    return Program(world.amina)


@pytest.fixture
def thread(world: World) -> Thread:
    return start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Which checks stay?",
        text="We ran it for six weeks.",
    )


@pytest.fixture
def shared(world: World) -> Intervention:
    return share_intervention(
        by=world.amina, for_organisation=world.severnside, space=world.falls, content=draft()
    )


@pytest.fixture
def file(world: World, amina: Program) -> dict[str, Any]:
    parts = {"file": sent("a.txt", b"Bed at its lowest"), "description": "The checks"}
    said: dict[str, Any] = amina.upload(f"spaces/{world.falls.uid}/files", parts).json()
    return said


def a_thread(world: World) -> tuple[str, dict[str, Any]]:
    return f"spaces/{world.falls.uid}/threads", {"title": "Mats", "text": "Do they work?"}


def a_message(world: World) -> tuple[str, dict[str, Any]]:
    return f"threads/{Thread.objects.get().uid}/messages", {"text": "Ours smudge."}


def an_intervention(world: World) -> tuple[str, dict[str, Any]]:
    return f"spaces/{world.falls.uid}/interventions", draft().as_fields()


@pytest.mark.parametrize("makes", [a_thread, a_message, an_intervention])
def test_a_repeat_with_a_file_is_answered_from_what_carries_it(
    world: World,
    amina: Program,
    thread: Thread,
    file: dict[str, Any],
    makes: Callable[[World], tuple[str, dict[str, Any]]],
) -> None:
    path, said = makes(world)
    body = said | {"files": [file["uid"]]}
    first, again = (amina.post(path, body, Idempotency_Key="k") for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json()["uid"] == again.json()["uid"]
    assert amina.delete(f"files/{file['uid']}").status_code == 204
    assert amina.post(path, body, Idempotency_Key="k").json()["uid"] == first.json()["uid"]
    carried = problem(amina.post(path, body), 422)
    assert "no longer there" in carried["detail"]


def test_nobody_attaches_somebody_elses_file(
    world: World, thread: Thread, file: dict[str, Any]
) -> None:
    said = {"text": "Look", "files": [file["uid"]]}
    refused = problem(Program(world.ben).post(f"threads/{thread.uid}/messages", said), 422)
    assert "no file of yours" in refused["errors"]["files.0"][0]
    assert File.objects.get().subject == ""
    assert Message.objects.count() == 1


def test_a_version_is_saved_once_although_somebody_saved_another_since(
    world: World, amina: Program, shared: Intervention
) -> None:
    path, said = f"interventions/{shared.uid}", {"title": "Falls"}
    assert amina.patch(path, said, version=1, Idempotency_Key="k").status_code == 200
    save_version(
        by=world.ben,
        for_organisation=world.kingsholm,
        intervention=shared,
        started_from=2,
        content=draft("Slips"),
    )
    again = amina.patch(path, said, version=1, Idempotency_Key="k")
    assert (again.status_code, again.json()["title"]) == (200, "Slips")
    assert Version.objects.count() == 3
    problem(amina.patch(path, {"summary": "Another"}, version=1, Idempotency_Key="k"), 422)


def test_a_file_is_kept_once(world: World, amina: Program) -> None:
    path = f"spaces/{world.falls.uid}/files"

    def send(content: bytes = b"Bed at its lowest", name: str = "a.txt") -> Any:
        return amina.upload(path, {"file": sent(name, content)}, Idempotency_Key="k")

    first, again = send(), send()
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert b"".join(amina.get(f"files/{first.json()['uid']}/content")) == b"Bed at its lowest"
    assert problem(send(b"Bed at its highest"), 422)
    assert problem(send(name="b.txt"), 422)
    assert File.objects.count() == 1
    assert amina.delete(f"files/{first.json()['uid']}").status_code == 204
    assert problem(send(), 410)


def test_of_two_who_send_a_file_at_once_one_is_kept(
    world: World, amina: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, parts = f"spaces/{world.falls.uid}/files", {"file": b""}
    monkeypatch.setattr("collab.base.files.actions.done_before", lambda **_: None)
    kept = []
    for _time in range(2):
        parts["file"] = sent("a.txt", b"Bed at its lowest")
        kept.append(amina.upload(path, parts, Idempotency_Key="k").json())
    assert kept[0] == kept[1]
    assert File.objects.count() == 1


def test_a_fellow_is_named_once(world: World) -> None:
    lead, path = Program(world.lead), f"collaboratives/{world.west.uid}/fellows"
    said = {"person": world.ben.uid, "supported_by": "RZ1"}
    first, again = (lead.post(path, said, Idempotency_Key="k") for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    other = said | {"person": world.guest.uid}
    assert problem(lead.post(path, other, Idempotency_Key="k"), 422)


@pytest.mark.parametrize("key", ["", "two words", "k" * 65, "schl\u00fcssel"])
def test_what_cannot_be_a_key_is_refused_in_words(amina: Program, thread: Thread, key: str) -> None:
    said = {"text": "Ours smudge."}
    refused = problem(amina.post(f"threads/{thread.uid}/messages", said, Idempotency_Key=key), 400)
    assert "1 to 64 letters" in refused["detail"]
