"""Discussions through the API: what a program writes there is what people read."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from collab.base.api.scopes import Scope
from discussions.actions import post_message, remove_message, start_thread
from discussions.models import Message, Thread
from tests.unit.api.client import Program, problem
from tests.world import World

pytestmark = pytest.mark.same_everywhere  # how it is asked and answered


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
def amina(world: World) -> Program:
    return Program(world.amina)


def test_a_program_starts_a_discussion_and_people_read_it(world: World, amina: Program) -> None:
    made = amina.post(
        f"spaces/{world.falls.uid}/threads",
        {"title": "Sensor mats", "text": "Do they **work**?"},
    )
    assert made.status_code == 201
    assert made["ETag"] == '"1"'
    thread = Thread.objects.get(uid=made.json()["uid"])
    assert (thread.by, thread.for_organisation) == (world.amina, world.severnside)
    first = amina.get(f"threads/{thread.uid}/messages").json()["items"][0]
    assert first["text"] == "Do they **work**?"
    assert first["html"] == "<p>Do they <strong>work</strong>?</p>"
    assert first["by"]["name"] == "Amina Okafor"
    assert first["for_organisation"] == {"identifier": "RZ0", "name": "Severnside Hospitals"}


def test_messages_come_in_order_and_page_by_page(
    world: World, amina: Program, thread: Thread
) -> None:
    for n in range(2, 33):
        post_message(by=world.ben, for_organisation=world.kingsholm, thread=thread, text=f"No {n}")
    page = amina.get(f"threads/{thread.uid}/messages").json()
    assert [each["n"] for each in page["items"]] == list(range(1, 31))
    assert page["next"].startswith("http://localhost:8000/api/v1/threads/")
    rest = amina.get(page["next"].partition("/api/v1/")[2]).json()
    assert [each["n"] for each in rest["items"]] == [31, 32]
    assert rest["next"] is None
    later = amina.get(f"threads/{thread.uid}/messages", after_n=30).json()
    assert [each["n"] for each in later["items"]] == [31, 32]


def test_the_same_request_twice_posts_once(amina: Program, thread: Thread) -> None:
    path, said = f"threads/{thread.uid}/messages", {"text": "Ours smudge."}
    first, second = (amina.post(path, said, Idempotency_Key="k1") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["uid"] == second.json()["uid"]
    assert Message.objects.filter(body="Ours smudge.").count() == 1
    refused = problem(amina.post(path, {"text": "Something else"}, Idempotency_Key="k1"), 422)
    assert "new key" in refused["detail"]
    assert not Message.objects.filter(body="Something else").exists()


def test_a_message_is_edited_from_the_version_that_was_read(amina: Program, thread: Thread) -> None:
    made = amina.post(f"threads/{thread.uid}/messages", {"text": "Every ward"}).json()
    path = f"messages/{made['uid']}"
    assert problem(amina.patch(path, {"text": "Most wards"}), 428)
    changed = amina.patch(path, {"text": "Most wards"}, version=1)
    assert (changed.json()["text"], changed["ETag"]) == ("Most wards", '"2"')
    late = amina.patch(path, {"text": "Some wards"}, version=1)
    assert problem(late, 412)
    assert late["ETag"] == '"2"'
    assert amina.get(path).json()["text"] == "Most wards"
    history = amina.get(f"{path}/history").json()["items"]
    assert [each["text"] for each in history] == ["Every ward"]


def test_a_version_that_is_yet_to_come_changes_nothing(amina: Program, thread: Thread) -> None:
    path = f"messages/{Message.objects.get().uid}"
    early = amina.patch(path, {"text": "Eight weeks"}, version=999_999)
    assert problem(early, 412)
    assert early["ETag"] == '"1"'
    assert amina.get(path).json()["text"] == "We ran it for six weeks."


def test_a_message_is_removed_and_for_a_while_restored(amina: Program, thread: Thread) -> None:
    made = amina.post(f"threads/{thread.uid}/messages", {"text": "Wrong ward"}).json()
    assert amina.delete(f"messages/{made['uid']}").status_code == 204
    gone = amina.get(f"messages/{made['uid']}")
    assert "Wrong ward" not in gone.text
    assert gone.json()["removed_at"]
    assert problem(amina.patch(f"messages/{made['uid']}", {"text": "Right"}, version=2), 410)
    back = amina.post(f"messages/{made['uid']}/restore")
    assert back.json()["text"] == "Wrong ward"


def test_a_removal_can_say_why_and_names_no_patient(amina: Program, thread: Thread) -> None:
    path = f"messages/{Message.objects.get().uid}"
    asked = problem(amina.delete(path, reason="It named 999 186 0916"), 422)
    assert "looks like an NHS number" in asked["errors"]["reason"][0]
    assert "no such field" in problem(amina.delete(path, why="Wrong ward"), 422)["detail"]
    assert amina.get(path).json()["removed_at"] is None
    assert amina.delete(path, reason="Wrong ward").status_code == 204
    assert amina.get(path).json()["removal_reason"] == "Wrong ward"


def test_a_removal_by_somebody_else_is_not_taken_back(
    world: World, amina: Program, thread: Thread
) -> None:
    path = f"messages/{Message.objects.get().uid}"
    assert Program(world.lead).delete(path).status_code == 204
    refused = problem(amina.post(f"{path}/restore"), 409)
    assert refused["detail"] == "Whoever removed it can bring it back for ten minutes."


def test_what_an_edit_or_removal_took_out_is_served_nowhere(
    world: World, amina: Program, thread: Thread
) -> None:
    canary = "zugzwang"
    made = amina.post(
        f"threads/{thread.uid}/messages", {"text": canary}, Idempotency_Key="c"
    ).json()
    amina.post(f"threads/{thread.uid}/messages", {"text": "Yes", "quotes": made["uid"]})
    amina.patch(f"messages/{made['uid']}", {"text": "Plain"}, version=1)
    message = Message.objects.get(uid=made["uid"])
    ben = Program(world.ben)
    for _life in ("edited", "removed"):
        for path in (
            f"messages/{made['uid']}",
            f"threads/{thread.uid}",
            f"threads/{thread.uid}/messages",
            "threads",
        ):
            assert canary not in ben.get(path).text
        repeat = amina.post(f"threads/{thread.uid}/messages", {"text": canary}, Idempotency_Key="c")
        assert canary not in repeat.text
        assert problem(ben.get(f"messages/{made['uid']}/history"), 403)
        remove_message(by=world.amina, message=message)


@pytest.mark.parametrize(
    ("body", "field", "says"),
    [
        ({}, "text", "Send this field"),
        ({"text": ""}, "text", "Enter a text"),
        ({"text": None}, "text", "not null"),
        ({"text": ["a"]}, "text", "right type"),
        ({"text": "a\x00b"}, "text", "Null characters are not allowed"),
        ({"text": "x" * 10_001}, "text", "10,000"),
        ({"text": "Hello", "txet": "Hello"}, "txet", "no such field"),
        ({"text": "Hello", "quotes": "0" * 12}, "quotes", "no message"),
        ({"text": "Hello", "for_organisation": "RZ1"}, "for_organisation", "do not write there"),
        ([], "", "one JSON object"),
        ("text", "", "one JSON object"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words(
    amina: Program, thread: Thread, body: object, field: str, says: str
) -> None:
    encoded = body if not isinstance(body, str) else f'"{body}"'
    refused = problem(amina.post(f"threads/{thread.uid}/messages", encoded), 422)
    assert says in " ".join(refused["errors"][field])
    assert Message.objects.count() == 1


@pytest.mark.parametrize("body", [b"{", b"\xff", b'{"text": NaN}'])
def test_what_is_no_json_is_refused_in_words(amina: Program, thread: Thread, body: bytes) -> None:
    assert "JSON" in problem(amina.post(f"threads/{thread.uid}/messages", body), 400)["detail"]


def test_a_patients_number_is_asked_about_before_it_is_kept(amina: Program, thread: Thread) -> None:
    path, said = f"threads/{thread.uid}/messages", {"text": "The label read 999 186 0916."}
    asked = problem(amina.post(path, said), 422)
    assert "looks like an NHS number" in asked["errors"]["text"][0]
    stated = {"identifies_nobody": asked["identifies_nobody"]}
    other = {"text": "The label read 999 186 0916 twice."}
    assert problem(amina.post(path, other | stated), 422)
    assert amina.post(path, said | stated).status_code == 201


def test_whoever_can_write_for_two_says_for_whom(world: World) -> None:
    from tests.world import join

    join(world.amina, world.kingsholm, by=world.ben)
    amina = Program(world.amina)
    path, said = f"spaces/{world.falls.uid}/threads", {"title": "Mats", "text": "Do they work?"}
    assert "for which" in problem(amina.post(path, said), 422)["errors"]["for_organisation"][0]
    made = amina.post(path, said | {"for_organisation": "RZ1"})
    assert made.json()["for_organisation"]["identifier"] == "RZ1"


def test_discussions_are_found_by_space_and_by_what_they_are_about(
    world: World, amina: Program, thread: Thread
) -> None:
    start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.surgery,
        title="Music off",
        text="Who starts?",
    )
    assert len(amina.get("threads").json()["items"]) == 2
    found = amina.get("threads", space=world.surgery.uid).json()["items"]
    assert [each["title"] for each in found] == ["Music off"]
    assert amina.get("threads", about="intervention:0").json()["items"] == []
    public = Program().get("threads").json()["items"]
    assert [each["title"] for each in public] == ["Music off"]


def test_a_discussion_gets_another_title(world: World, amina: Program, thread: Thread) -> None:
    path = f"threads/{thread.uid}"
    changed = amina.patch(path, {"title": "Which four checks stay?"}, version=1)
    assert (changed.json()["title"], changed["ETag"]) == ("Which four checks stay?", '"2"')
    assert problem(Program(world.ben).patch(path, {"title": "Mine"}, version=2), 403)


def asked(ask: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as queries:
        ask()
    return len(queries)


def test_a_full_page_asks_the_database_as_often_as_one_row(
    world: World, amina: Program, thread: Thread
) -> None:
    def lists() -> list[int]:
        paths = (f"threads/{thread.uid}/messages", "threads")
        return [asked(lambda path=path: amina.get(path)) for path in paths]

    lists()
    few = lists()
    for n in range(10):
        for by, organisation in ((world.ben, world.kingsholm), (world.amina, world.severnside)):
            post_message(by=by, for_organisation=organisation, thread=thread, text=f"No {n}")
        start_thread(
            by=world.ben, for_organisation=world.kingsholm, space=world.falls, title="T", text="t"
        )
    assert lists() == few


def test_a_scope_that_the_token_lacks_is_named(world: World, thread: Thread) -> None:
    reader = Program(world.amina, [Scope.READ])
    assert reader.get(f"threads/{thread.uid}/messages").status_code == 200
    refused = problem(reader.post(f"threads/{thread.uid}/messages", {"text": "Hello"}), 403)
    assert "contribute" in refused["detail"]
