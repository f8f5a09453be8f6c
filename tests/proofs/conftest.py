import os
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from tests.live.conftest import hub_ends, thread, world
from tests.proofs.report import Finding, Run, Skipped

__all__ = ["hub_ends", "thread", "world"]

FOLDER = Path(__file__).parent
SERVICES = "SQLite" if settings.EMBEDDED else "PostgreSQL and Redis"
FOUND = pytest.StashKey[list[Finding]]()
SKIPPED = pytest.StashKey[list[Skipped]]()
PASSED = pytest.StashKey[bool]()

Proved = Callable[[str, str], None]


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FOUND] = []
    config.stash[SKIPPED] = []


@pytest.fixture
def proved(request: pytest.FixtureRequest) -> Iterator[Proved]:
    """Say what was done and what came of it: `proved("20 kills", "0 lost")`. It counts once the
    test has passed."""
    part = (import_module(request.module.__package__).__doc__ or "").rstrip(".")
    found: list[Finding] = []
    yield lambda claim, came: found.append(Finding(part, SERVICES, claim, came))
    if request.node.stash.get(PASSED, False):
        request.config.stash[FOUND] += found


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo) -> Iterator[None]:
    report = yield
    if call.when == "call":
        item.stash[PASSED] = report.passed
    if report.skipped:
        proof = item.path.relative_to(FOLDER)
        why = report.longrepr[2].removeprefix("Skipped: ")
        item.config.stash[SKIPPED].append(Skipped(SERVICES, str(proof), why))
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    name = os.environ.get("PROVE_AS")
    run = Run(session.config.stash[FOUND], session.config.stash[SKIPPED])
    if name and (run.found or run.skipped):
        run.keep(name + os.environ.get("PYTEST_XDIST_WORKER", ""))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    found = terminalreporter.config.stash[FOUND]
    if found:
        terminalreporter.section("proven")
    for each in found:
        terminalreporter.write_line(f"{each.part}: {each.claim}: {each.found} ({each.services})")
