import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.people import Visitor
from tests.services.product import Product, product

WIDE, NARROW = (1280, 900), (390, 844)
CHROMIUM = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": "/usr/bin/chromium", "args": CHROMIUM}


@pytest.fixture(scope="session")
def the_product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The real server with the demo story, as `make run` starts it."""
    with product(tmp_path_factory.mktemp("product"), demo=True) as running:
        yield running


@pytest.fixture(params=[WIDE, NARROW], ids=["wide", "narrow"])
def screen(request: pytest.FixtureRequest) -> tuple[int, int]:
    """Each journey is made on a wide screen and on a phone."""
    width_and_height: tuple[int, int] = request.param
    return width_and_height


Someone = Callable[..., Visitor]


@pytest.fixture
def someone(browser: Browser, the_product: Product, screen: tuple[int, int]) -> Iterator[Someone]:
    """Makes people, each with a browser of their own: ``someone(javascript=False)``."""
    visitors: list[Visitor] = []

    def make(*, javascript: bool = True) -> Visitor:
        width, height = screen
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        visitor = Visitor(
            context.new_page(),
            the_product.address,
            keep_pictures=bool(os.environ.get("KEEP_PICTURES")),
        )
        visitors.append(visitor)
        return visitor

    yield make
    for visitor in visitors:
        visitor.page.context.close()
    complaints = [complaint for visitor in visitors for complaint in visitor.complaints]
    assert not complaints, complaints


@pytest.fixture
def server_log(the_product: Product) -> Path:
    return the_product.log
