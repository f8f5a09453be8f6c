"""The desk for programs."""

import pytest
from django.utils import timezone

from collab.desk.models import DeskSettings, Step
from tests.unit.api.client import Program
from tests.unit.desk.test_sources import ask, days, lively
from tests.world import World

pytestmark = pytest.mark.same_everywhere  # how it is asked and answered

__all__ = ["lively"]


@pytest.fixture
def program(lively: World) -> Program:
    return Program(lively.lead)


def desk(world: World) -> str:
    return f"collaboratives/{world.west.uid}/desk"


def test_its_lines_and_what_can_be_done(program: Program, lively: World) -> None:
    thread = ask(lively)
    [line] = program.get(desk(lively)).json()["items"]
    assert (line["source"], line["about"]) == ("question", thread.uid)
    assert line["sentence"] == "Which sensor mats work? has no reply"
    assert line["late"] == "3 days"
    assert [each["what"] for each in line["does"]] == ["answer", "leave"]
    assert program.get(f"{desk(lively)}?show=people").json()["items"] == []
    assert program.get(f"{desk(lively)}?show=nothing").status_code == 422
    assert program.get(f"{desk(lively)}?after=nonsense").status_code == 422


def test_a_step_and_its_undoing_each_once(program: Program, lively: World) -> None:
    thread = ask(lively)
    said = {"source": "question", "about": thread.uid, "what": "leave"}
    first = program.post(f"{desk(lively)}/steps", said)
    again = program.post(f"{desk(lively)}/steps", said)
    assert first.json()["uid"] == again.json()["uid"] == Step.objects.get().uid
    assert program.get(desk(lively)).json()["items"] == []
    undone = program.delete(f"{desk(lively)}/steps/{first.json()['uid']}")
    assert undone.json()["undone_at"]
    assert len(program.get(desk(lively)).json()["items"]) == 1


def test_what_is_settled_is_a_conflict(program: Program, lively: World) -> None:
    said = {"source": "question", "about": "0" * 12, "what": "leave"}
    assert program.post(f"{desk(lively)}/steps", said).status_code == 409
    assert program.delete(f"{desk(lively)}/steps/000000000000").status_code == 409


def test_the_days_are_read_and_changed(program: Program, lively: World) -> None:
    assert program.get(f"{desk(lively)}/settings").json() == {"quiet_days": 30, "at": None}
    assert program.patch(f"{desk(lively)}/settings", {"quiet_days": 6}).status_code == 422
    assert program.patch(f"{desk(lively)}/settings", {"quiet_days": 45}).status_code == 200
    settings = DeskSettings.objects.get()
    assert settings.quiet_days == 45
    assert settings.at is not None
    assert settings.at > timezone.now() - days(1)
