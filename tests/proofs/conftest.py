import os
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from tests.live.conftest import hub_ends, thread, world
from tests.proofs.counts import PROVING
from tests.proofs.report import Finding, Run, Skipped

__all__ = ["hub_ends", "thread", "world"]

FOLDER = Path(__file__).parent
SERVICES = "SQLite" if settings.EMBEDDED else "PostgreSQL and Redis"
SMALL_COUNTS_RUN_ON = {"leaks": "SQLite", "bounds": "PostgreSQL and Redis"}
FOUND = pytest.StashKey[list[Finding]]()
SKIPPED = pytest.StashKey[list[Skipped]]()
PASSED = pytest.StashKey[bool]()

Proved = Callable[[str, str], None]


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FOUND] = []
    config.stash[SKIPPED] = []


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not PROVING:
        elsewhere = [item for item in items if runs_elsewhere(item)]
        items[:] = [item for item in items if not runs_elsewhere(item)]
        config.hook.pytest_deselected(items=elsewhere)


def runs_elsewhere(item: pytest.Item) -> bool:
    """Whether at a small count the other suite proves it: what both would find takes minutes."""
    if FOLDER not in item.path.parents or item.get_closest_marker("services"):
        return False
    part = item.path.relative_to(FOLDER).parts[0]
    return SMALL_COUNTS_RUN_ON.get(part, SERVICES) != SERVICES


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
