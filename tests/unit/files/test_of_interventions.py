"""Files of interventions, and files through the API."""

from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from collab.base.files.models import File
from collab.base.forgetting.reasons import PurgeReason
from collab.interventions.actions import (
    purge_intervention,
    remove_intervention,
    restore_intervention,
    share_intervention,
)
from collab.interventions.models import Intervention
from discussions.models import Message
from tests.files import attached, delete_due_bytes, picture, sent
from tests.unit.access.scene import draft
from tests.unit.api.client import Program, problem
from tests.world import World

pytestmark = pytest.mark.usefixtures("without_children")

TEXT = b"Bed at its lowest"


def client(person: Any) -> Client:
    signed_in = Client()
    signed_in.force_login(person)
    return signed_in


def filled(**more: Any) -> dict[str, Any]:
    return {**draft().as_fields(), "for_organisation": "", **more}


def shared(world: World) -> Intervention:
    return share_intervention(
        by=world.amina, for_organisation=world.severnside, space=world.falls, content=draft()
    )


def test_a_file_is_shared_with_the_intervention(world: World) -> None:
    speaks = {"for_organisation": world.severnside.uid}
    body = filled(**speaks, files=[sent("board.png", picture()), sent("a.txt", TEXT)])
    answer = client(world.amina).post(f"/s/{world.falls.uid}/share", body, follow=True)
    page = answer.content.decode()
    files = list(File.objects.all())
    assert [file.subject for file in files] == [str(Intervention.objects.get().ref)] * 2
    assert 'alt="board.png"' in page and "Remove a.txt" in page
    others = client(world.ben).get(Intervention.objects.get().get_absolute_url())
    assert "a.txt" in others.content.decode()
    assert "Remove a.txt" not in others.content.decode()
    assert client(world.outsider).get(f"/files/{files[0].uid}").status_code == 404


def test_a_form_that_comes_back_has_kept_the_file(world: World) -> None:
    amina = client(world.amina)
    speaks = {"for_organisation": world.severnside.uid}
    body = filled(**speaks) | {"title": "", "files": sent("a.txt", TEXT)}
    page = amina.post(f"/s/{world.falls.uid}/share", body).content.decode()
    file = File.objects.get()
    assert f'value="{file.uid}" checked' in page
    waiting = {"waiting": file.uid, "attach": file.uid}
    amina.post(f"/s/{world.falls.uid}/share", filled(**speaks, **waiting))
    file.refresh_from_db()
    assert file.subject == str(Intervention.objects.get().ref)


def test_what_is_not_ticked_is_not_attached(world: World) -> None:
    amina = client(world.amina)
    amina.post(f"/s/{world.falls.uid}/files", {"files": sent("a.txt", TEXT)})
    body = filled(for_organisation=world.severnside.uid, waiting=File.objects.get().uid)
    amina.post(f"/s/{world.falls.uid}/share", body)
    assert Intervention.objects.count() == 1
    assert File.objects.get().subject == ""


def test_a_file_alone_is_a_change_worth_a_version(world: World) -> None:
    intervention = shared(world)
    body = filled(for_organisation=world.kingsholm.uid, started_from=1, note="With our poster")
    ben = client(world.ben)
    address = f"/i/{intervention.uid}/edit"
    assert "This is the same as version 1" in ben.post(address, body).content.decode()
    ben.post(address, body | {"files": sent("a.txt", TEXT)})
    assert Intervention.objects.get().number == 2
    # Ben attached it and may remove it, though the intervention is Amina's.
    file = File.objects.get()
    assert ben.post(f"/files/{file.uid}/remove").url == intervention.get_absolute_url()
    assert Intervention.objects.get().number == 2


def test_what_is_removed_brought_back_and_purged_takes_its_files_along(world: World) -> None:
    intervention = shared(world)
    file = attached(intervention.ref, by=world.amina, name="a.txt", content=TEXT)
    ben = client(world.ben)
    remove_intervention(by=world.amina, intervention=intervention)
    assert ben.get(f"/files/{file.uid}").status_code == 404
    restore_intervention(by=world.amina, intervention=intervention)
    assert ben.get(f"/files/{file.uid}").status_code == 200
    purge_intervention(by=world.amina, intervention=intervention, reason=PurgeReason.PATIENT)
    delete_due_bytes()
    assert not default_storage.exists(file.key)


@pytest.mark.parametrize("who", ["amina", "ben"])
def test_five_files_take_no_more_queries_than_one(world: World, who: str) -> None:
    intervention = shared(world)
    reader = client(getattr(world, who))

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            reader.get(intervention.get_absolute_url())
        return len(asked)

    attached(intervention.ref, by=world.amina, name="0.txt", content=TEXT)
    one = queries()
    for n in range(1, 5):
        attached(intervention.ref, by=world.amina, name=f"{n}.txt", content=TEXT)
    assert queries() == one


def test_a_program_sends_a_file_and_names_it_in_what_it_writes(world: World) -> None:
    program = Program(world.amina)
    sending = {"file": sent("board.png", picture()), "description": "The board"}
    answer = program.upload(f"spaces/{world.falls.uid}/files", sending)
    assert answer.status_code == 201, answer.text
    file = answer.json()
    assert (file["name"], file["width"], file["description"]) == ("board.png", 40, "The board")
    says = {"title": "Board", "text": "Look", "files": [file["uid"]]}
    thread = program.post(f"spaces/{world.falls.uid}/threads", says).json()
    [message] = program.get(f"threads/{thread['uid']}/messages").json()["items"]
    assert [each["uid"] for each in message["files"]] == [file["uid"]]
    content = Program(world.ben).get(f"files/{file['uid']}/content")
    assert content["Content-Type"] == "image/png"
    problem(Program(world.outsider).get(f"files/{file['uid']}/content"), 404)
    again = problem(program.post(f"threads/{thread['uid']}/messages", {"text": "x"} | says), 422)
    assert again["errors"]
    assert program.delete(f"files/{file['uid']}").status_code == 204
    assert program.get(f"messages/{message['uid']}").json()["files"] == []


def test_a_program_shares_an_intervention_with_a_file(world: World) -> None:
    program = Program(world.amina)
    address = f"spaces/{world.falls.uid}"
    file = program.upload(f"{address}/files", {"file": sent("a.txt", TEXT)}).json()
    body = draft().as_fields() | {"files": [file["uid"]]}
    made = program.post(f"{address}/interventions", body)
    assert [each["name"] for each in made.json()["files"]] == ["a.txt"]
    listed = program.get("interventions").json()["items"]
    assert [each["uid"] for each in listed[0]["files"]] == [file["uid"]]


def test_a_program_is_asked_and_refused_in_the_same_words(world: World) -> None:
    program = Program(world.amina)
    address = f"spaces/{world.falls.uid}/files"
    refused = problem(program.upload(address, {"file": sent("a.html", b"<html>")}), 422)
    assert "Choose a picture" in refused["errors"]["file"][0]
    patient = {"file": sent("a.txt", b"NHS number 999 158 8132")}
    asked = problem(program.upload(address, patient), 422)
    assert "looks like an NHS number" in asked["errors"]["file"][0]
    stated = {"identifies_nobody": asked["identifies_nobody"]}
    patient["file"].seek(0)
    assert program.upload(address, patient | stated).status_code == 201
    other = {"file": sent("a.txt", b"NHS number 999 158 8132!")}
    problem(program.upload(address, other | stated), 422)
    problem(program.post(address, {}), 415)
    problem(program.upload(address, {"description": "A board"}), 422)
    assert Message.objects.count() == 0


def test_a_file_and_its_description_that_are_both_asked_about_can_be_sent(world: World) -> None:
    program, address = Program(world.amina), f"spaces/{world.falls.uid}/files"

    def send(content: bytes = b"NHS number 999 158 8132", **more: str) -> Any:
        said = {"description": "The label read 999 186 0916", **more}
        return program.upload(address, {"file": sent("a.txt", content), **said})

    asked = problem(send(), 422)
    assert list(asked["errors"]) == ["description"]
    of_description = {"identifies_nobody": asked["identifies_nobody"]}
    asked = problem(send(**of_description), 422)
    assert list(asked["errors"]) == ["file"]
    of_both = {"identifies_nobody": asked["identifies_nobody"]}
    for _file in range(3):  # others are asked about each by itself, and the answer does not grow
        other = problem(send(b"NHS number 999 158 8132!", **of_both), 422)
        assert len(other["identifies_nobody"]) == len(asked["identifies_nobody"])
    assert list(problem(send(**of_both, description="999 158 8132"), 422)["errors"]) == [
        "description"
    ]
    assert send(**of_both).status_code == 201
