"""Handshakes of other sites, and of people who may not come in, against a server process."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from collab.base.accounts.models import Person, Session
from tests.corpora import corpus
from tests.proofs.conftest import Proved
from tests.world import World, again

from .front_door import HOST, ORIGIN, cookie_of, faults_in, front_door, port_of
from .raw_socket import RawSocket


def expired(world: World) -> str:
    cookie = cookie_of(world.amina)
    session = Session.objects.filter(session_key=cookie.split("=")[1])
    assert session.update(expire_date=timezone.now() - timedelta(minutes=1))
    return cookie


def deactivated(world: World) -> str:
    cookie = cookie_of(world.guest)
    assert Person.objects.filter(pk=world.guest.pk).update(is_active=False)
    return cookie


def without_second_factor(world: World) -> str:
    """A steward's; whoever holds so much needs one."""
    return cookie_of(again(world.steward))


COOKIES: dict[str, Callable[[World], str]] = {
    "EXPIRED": expired,
    "DEACTIVATED": deactivated,
    "NO_MFA": without_second_factor,
}


def headers_of(case: dict[str, Any], good: dict[str, str], world: World) -> dict[str, str]:
    """Those of a good handshake, but for what the case names: null leaves one out."""
    given = good | case["headers"]
    if make := COOKIES.get(given["Cookie"] or ""):
        given["Cookie"] = make(world)
    return {
        name: value if name == "Cookie" else value.replace("HOST", HOST)
        for name, value in given.items()
        if value is not None
    }


@pytest.mark.corpora
def test_each_handshake_meets_its_verdict(world: World, tmp_path: Path, proved: Proved) -> None:
    cases = json.loads(corpus("handshakes.json").read_text())
    good = {"Host": HOST, "Origin": ORIGIN, "Cookie": cookie_of(world.ben)}
    asked = [(case, headers_of(case, good, world)) for case in cases]
    surprises = []
    with front_door(tmp_path, SECOND_FACTOR_REQUIRED="1") as server:
        for case, headers in [({"name": "a good one", "expect": "101"}, good), *asked]:
            with RawSocket(port_of(server)) as raw:
                status = raw.handshake("/live", headers)
            if status != int(case["expect"]):
                surprises.append(f"{case['name']}: promised {case['expect']}, met {status}")
    assert surprises == []
    assert faults_in(server.log) == []
    assert len(cases) >= 5
    proved(f"{len(cases)} handshakes of others", "each met its verdict, 0 tracebacks")
