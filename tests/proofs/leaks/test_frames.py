"""Raw frames, valid and not, against a server process: each meets its verdict, none a traceback."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from discussions.actions import start_thread
from discussions.models import Message
from tests.corpora import corpus
from tests.ledger import told_of
from tests.proofs.conftest import Proved
from tests.world import World

from .front_door import HOST, ORIGIN, cookie_of, faults_in, front_door, port_of
from .raw_socket import Answer, RawSocket

OF_THE_APPLICATION = {4400}
SAID_TO_NOBODY_ELSE = {"error", "pong"}


def met(case: dict[str, Any], port: int, head: dict[str, str]) -> Answer:
    """What a case's frames are answered with, on a socket of their own."""
    with RawSocket(port) as raw:
        status = raw.handshake("/live", head)
        assert status == 101, status
        return raw.answer(*map(bytes.fromhex, case["send_hex"]))


def surprise(expect: str, answer: Answer) -> str:
    """What is not as a verdict in words says; empty where all of it is."""
    told = {frame["type"] for frame in answer.texts}
    if told - SAID_TO_NOBODY_ELSE:
        return f"it was told {told}"
    if code := re.match(r"close (\d{4})", expect):
        return "" if answer.ended and answer.code == int(code[1]) else "another close"
    if expect.startswith("closed"):
        return "" if answer.ended and answer.code and not told else "it goes on"
    refused = len(answer.of_type("error")) == 1 or answer.code in codes_in(expect)
    if expect.startswith("application error"):
        return "" if refused else "nobody said what is wrong"
    if "as one message" in expect or expect.startswith("one message"):
        if len(answer.texts) != 1:
            return "it is not one message"
        if "pong, " in expect and len(answer.pongs) != 1:
            return "the ping inside was not answered"
    if "stays open" not in expect:
        return f"nobody knows what “{expect}” asks for"
    may_be_refused = "application error" in expect and refused
    return "" if not answer.ended or may_be_refused else "it was closed"


def codes_in(expect: str) -> set[int]:
    return OF_THE_APPLICATION | {int(code) for code in re.findall(r"\d{4}", expect)}


@pytest.mark.corpora
def test_each_frame_meets_its_verdict(world: World, tmp_path: Path, proved: Proved) -> None:
    cases = json.loads(corpus("frames.json").read_text())
    start_thread(
        by=world.amina,
        for_organisation=world.severnside,
        space=world.falls,
        title="Mats",
        text="Ours slip.",
    )
    head = {"Host": HOST, "Origin": ORIGIN, "Cookie": cookie_of(world.ben)}
    kept = Message.objects.count(), told_of().count()
    with front_door(tmp_path) as server:
        answers = [(case, met(case, port_of(server), head)) for case in cases]
    surprises = [
        f"{case['name']}: “{case['expect']}”, but {wrong}: {answer}"
        for case, answer in answers
        if (wrong := surprise(case["expect"], answer))
    ]
    assert surprises == []
    assert (Message.objects.count(), told_of().count()) == kept
    assert faults_in(server.log) == []
    assert len(cases) >= 10
    proved(
        f"{len(cases)} raw frames, broken in every way",
        "each met its verdict, nothing was stored, 0 tracebacks",
    )
