"""What cannot be told in the ledger does not happen: with its insert refused by the database, every
action that tells something leaves the database as it was."""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
from django.db import Error, OperationalError, connection, transaction
from django.test import Client
from django.utils import timezone

import collab.desk.actions
import collab.interventions.actions
import discussions.actions
import networks.actions
from collab.base.api.models import Token
from discussions.models import Message, Thread
from networks.events import EVENTS
from networks.models import LedgerRow
from tests.proofs.common.writers import WRITERS, Answer, ByForm, Writer
from tests.proofs.conftest import Proved
from tests.proofs.loss.told import Act, all_that_is_told
from tests.unit.access.scene import build_scene
from tests.world import World

PACKAGES = (
    networks.actions,
    discussions.actions,
    collab.interventions.actions,
    collab.desk.actions,
)
TELL_NOTHING = {
    "add_organisation",
    "admit_organisation",
    "appoint",
    "appoint_steward",
    "ask_for_proof",
    "count_as_quiet",
    "describe_collaborative",
    "describe_organisation",
    "end_appointment",
    "end_fellowship",
    "end_membership",
    "found_collaborative",
    "import_organisations",
    "import_successions",
    "give_domain_back",
    "invite_many",  # the job that it asks for tells of each
    "lift_hold",
    "list_domain",
    "mark_all_seen",
    "mark_seen",
    "name_fellow",
    "place_hold",
    "readmit_person",
    "suspend_person",
    "take_domain_away",  # its job tells each person, once that stays so
    "take_back_end_of_appointment",
    "take_back_end_of_fellowship",
    "take_back_end_of_membership",
    # parts of others
    "close_join_requests_of",
    "close_spaces_of",
    "end_all_of",
    "may_invite",
    "note_ended",
    "note_given",
    "note_given_to_each",
    "settle_by_admission",
    "take_back_end",
    "tell",
}

REFUSING = {
    "sqlite": [
        "CREATE TRIGGER refused BEFORE INSERT ON networks_ledgerrow "
        "BEGIN SELECT RAISE(ABORT, 'refused'); END"
    ],
    "postgresql": [
        "CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'refused' USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$",
        "CREATE TRIGGER refused BEFORE INSERT ON networks_ledgerrow "
        "FOR EACH ROW EXECUTE FUNCTION refused()",
    ],
}
TAKING_AGAIN = {
    "sqlite": ["DROP TRIGGER refused"],
    "postgresql": ["DROP FUNCTION refused CASCADE"],
}


@contextmanager
def ledger_refuses() -> Iterator[None]:
    """The database takes no row of the ledger, as if a constraint of it was broken."""
    _run(REFUSING)
    try:
        yield
    finally:
        _run(TAKING_AGAIN)


def _run(statements: dict[str, list[str]]) -> None:
    with connection.cursor() as cursor:
        for each in statements[connection.vendor]:
            cursor.execute(each)


def everything() -> dict[str, list[Any]]:
    """All that the database holds, row by row."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = sorted(map(repr, cursor.fetchall()))
        return found


def name_of(act: Act) -> str:
    return act.func.__name__


def tells(act: Act) -> set[str]:
    """The kinds of events that an action appends when it is let; it is undone again."""
    with transaction.atomic():
        told = LedgerRow.objects.count()
        act()
        kinds = {each.kind for each in LedgerRow.objects.order_by("pk")[told:]}
        transaction.set_rollback(True)
    return kinds


def actions() -> Iterator[Callable[..., object]]:
    for package in PACKAGES:
        for found in iter_modules(package.__path__, f"{package.__name__}."):
            module = import_module(found.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                own = function.__module__ == module.__name__ and not name.startswith("_")
                if own and _keywords_only(function):
                    yield function


def _keywords_only(function: Callable[..., object]) -> bool:
    parameters = inspect.signature(function).parameters
    return "by" in parameters and parameters["by"].kind is inspect.Parameter.KEYWORD_ONLY


@pytest.mark.same_everywhere
def test_every_action_that_tells_something_is_tried(world: World) -> None:
    acts = all_that_is_told(build_scene(world))
    tried = {name_of(act) for act in acts}
    assert tried - {"remove_file"} == {each.__name__ for each in actions()} - TELL_NOTHING
    told = [(name_of(act), tells(act)) for act in acts]
    assert not [name for name, kinds in told if not kinds]
    assert set().union(*(kinds for _, kinds in told)) == EVENTS.keys() - {
        "notice.given"
    }  # by a job


def test_what_cannot_be_told_has_not_happened(world: World, proved: Proved) -> None:
    acts = all_that_is_told(build_scene(world))
    before = everything()
    assert sum(map(len, before.values())) > 200
    with ledger_refuses():
        for act in acts:
            with pytest.raises(Error, match="refused"):
                act()
            after = everything()
            assert after == before, f"{name_of(act)} left {_difference(before, after)}"
    proved(
        f"the insert into the ledger refused by the database in each of {len(acts)} writes "
        f"that tell something ({len(EVENTS)} kinds of events)",
        f"all {len(before)} tables as they were before, row by row",
    )


@pytest.mark.same_everywhere
@pytest.mark.parametrize("way", WRITERS, ids=lambda way: way.__name__)
def test_whoever_wrote_is_told_to_send_it_again(
    world: World, thread: Thread, client: Client, way: type[Writer]
) -> None:
    ben = way(world.ben, world.kingsholm, "http://testserver")
    client.raise_request_exception = False
    Token.objects.update(used_on=timezone.localdate())
    before = everything()
    with connection.execute_wrapper(lost_at_the_ledger):
        answer = ben.post(thread, "The blue ones.", "key", InProcess(client))
    assert answer.status == 503
    assert answer.head["Retry-After"]
    assert "again" in answer.text
    assert ("The blue ones." in answer.text) == (way is ByForm)
    assert everything() == before
    assert ben.post(thread, "The blue ones.", "key", InProcess(client)).status < 400
    assert Message.objects.filter(thread=thread).count() == 2


def lost_at_the_ledger(execute: Any, sql: str, *rest: Any) -> Any:
    """The connection is lost in the middle of a write, just before it is told."""
    if sql.startswith("INSERT INTO") and LedgerRow._meta.db_table in sql:
        raise OperationalError("server closed the connection unexpectedly")
    return execute(sql, *rest)


class InProcess:
    """A line to the product in this very process."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def ask(self, verb: str, path: str, body: str | None, head: dict[str, str]) -> Answer:
        headers = {name: value for name, value in head.items() if name != "Cookie"}
        self._client.cookies.load(head.get("Cookie", ""))
        kind = headers.pop("Content-Type")
        response = self._client.generic(verb, path, body or "", kind, headers=headers)
        return Answer(response.status_code, dict(response.headers), response.text)


def _difference(before: dict[str, list[Any]], after: dict[str, list[Any]]) -> list[str]:
    return [table for table in before if before[table] != after[table]]
