import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, StorageState, expect

from tests.journeys.people import NARROW, WIDE, Visitor
from tests.services.process import free_port
from tests.services.product import REPOSITORY, product

CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000

expect.set_options(timeout=PATIENCE)

on_a_wide_screen = pytest.mark.parametrize("screen", [WIDE], ids=["wide"], indirect=True)
on_a_phone = pytest.mark.parametrize("screen", [NARROW], ids=["narrow"], indirect=True)
with_and_without_script = pytest.mark.parametrize(
    ("screen", "javascript"),
    [(WIDE, True), (NARROW, False)],
    ids=["wide with script", "narrow without script"],
    indirect=["screen"],
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Pages are looked at, and pictures taken, before other journeys write in them."""
    items.sort(key=lambda item: item.path.name != "test_every_page.py")


class Server:
    """The product with its demo story, as `make run` starts it. Stopped, it can start again with
    the same data at the same address.

    Args:
        folder: for its data; empty.
        story: a folder with those that the demo story begins with.
    """

    def __init__(self, folder: Path, story: Path, **environment: str) -> None:
        self.folder = folder
        self.environment = environment
        shutil.copytree(story, folder, dirs_exist_ok=True)
        self.port = free_port()
        self._running = ExitStack()

    def start(self) -> None:
        started = product(self.folder, port=self.port, demo=True, **self.environment)
        self.product = self._running.enter_context(started)

    def stop(self) -> None:
        self._running.close()

    @property
    def address(self) -> str:
        return self.product.address

    @property
    def log(self) -> str:
        """All that it has said since its first start, its mails among it."""
        return self.product.log.read_text()


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    # The shell is the same browser without the windows around its pages, in half the time.
    chromium = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    return {"executable_path": chromium, "args": CHROMIUM}


@pytest.fixture(scope="session")
def the_story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Told once, by the first worker that asks for it: it takes a processor ten seconds."""
    own = tmp_path_factory.getbasetemp()
    shared = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    story = shared / "story"
    with (shared / "story.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not story.exists():
            told = shared / "being-told"
            for command in (["migrate", "-v0"], ["seed_demo"]):
                subprocess.run(
                    [sys.executable, "manage.py", *command],
                    cwd=REPOSITORY,
                    env=os.environ | {"DATA_DIR": str(told)},
                    check=True,
                    capture_output=True,
                )
            told.rename(story)
    return story


@pytest.fixture(scope="session")
def the_product(tmp_path_factory: pytest.TempPathFactory, the_story: Path) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("product"), the_story)
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def sessions() -> dict[str, StorageState]:
    """Who has signed in already, and with which cookies: signing in takes a second each time."""
    return {}


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def screen(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Each journey is made on a wide screen and on a phone, unless it chooses one."""
    width_and_height: tuple[int, int] = request.param
    return width_and_height


Someone = Callable[..., Visitor]


@contextmanager
def people_with_browsers(
    browser: Browser, server: Server, sessions: dict[str, StorageState]
) -> Iterator[Someone]:
    """Makes people, each with a browser of their own, which are closed in the end.

    With an email address of the demo story they are signed in.
    """
    visitors: list[Visitor] = []

    def make(
        email: str = "", *, javascript: bool = True, screen: tuple[int, int] = WIDE
    ) -> Visitor:
        width, height = screen
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
            storage_state=sessions.get(email),
        )
        context.set_default_timeout(PATIENCE)
        visitor = Visitor(
            context.new_page(),
            server.address,
            javascript=javascript,
            keep_pictures=bool(os.environ.get("KEEP_PICTURES")),
        )
        visitors.append(visitor)
        if email and email not in sessions:
            visitor.signs_in(email)
            sessions[email] = context.storage_state()
        return visitor

    yield make
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    for visitor in visitors:
        visitor.page.context.close()
    assert not complaints, complaints


@pytest.fixture
def someone(
    browser: Browser,
    the_product: Server,
    sessions: dict[str, StorageState],
    screen: tuple[int, int],
) -> Iterator[Someone]:
    """Makes people for one journey, on its screen: ``someone(AMINA, javascript=False)``."""
    with people_with_browsers(browser, the_product, sessions) as make:
        yield partial(make, screen=screen)


@pytest.fixture(scope="module")
def newcomer(
    browser: Browser, the_product: Server, sessions: dict[str, StorageState]
) -> Iterator[Someone]:
    """Makes people who keep their browser for all tests of a file."""
    with people_with_browsers(browser, the_product, sessions) as make:
        yield make
