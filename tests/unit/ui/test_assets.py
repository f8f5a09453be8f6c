"""What a page weighs, and that what is built is what we ship."""

import gzip
import re
from pathlib import Path

import pytest
from django.test import Client

REPOSITORY = Path(__file__).parents[3]
UI = REPOSITORY / "collab/base/ui"
BUILD = UI / "static/build"
DESIGN_SYSTEM = REPOSITORY / "node_modules/nhsuk-frontend/dist/nhsuk/components"
BLOCKS = {"tables": "table"}
WRITTEN_BY_THE_RENDERER = {"input", "select", "textarea", "radios"}
KILOBYTE = 1000


def compressed(*paths: Path) -> int:
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)


def test_the_script_is_at_most_45_kilobytes() -> None:
    assert 0 < compressed(BUILD / "main.js") <= 45 * KILOBYTE


@pytest.mark.urls("tests.unit.ui.pages")
@pytest.mark.django_db
def test_the_first_page_weighs_at_most_120_kilobytes(client: Client) -> None:
    page = len(gzip.compress(client.get("/accounts/signup/").content, 9))
    assets = compressed(BUILD / "main.css", BUILD / "main.js", UI / "static/icon.svg")
    assert page + assets <= 120 * KILOBYTE


def test_styles_ask_for_nothing_that_is_not_there() -> None:
    """A missing picture would stop the deployment, which gives each file a name of its own."""
    addresses = re.findall(r"url\(\"?([^\")]+)", (BUILD / "main.css").read_text())
    assert addresses
    for address in addresses:
        assert (BUILD / address).exists(), address


def test_styles_fetch_no_fonts_and_set_the_type() -> None:
    styles = (BUILD / "main.css").read_text()
    assert "@font-face" not in styles
    assert re.search(r"html\{font-family:Arial,sans-serif\}", styles)


def test_the_parts_of_the_design_system_that_pages_use_are_built_and_no_others() -> None:
    source = (UI / "styles/design_system.scss").read_text()
    imported = set(re.findall(r"dist/nhsuk/components/([\w-]+)", source))
    pages = "".join(
        path.read_text()
        for app in ("collab", "networks", "fellows", "discussions")
        for kind in ("html", "py")
        for path in (REPOSITORY / app).rglob(f"*.{kind}")
    )
    blocks = set(re.findall(r"nhsuk-([a-z]+(?:-[a-z]+)*)", pages)) | WRITTEN_BY_THE_RENDERER
    parts = {path.name for path in DESIGN_SYSTEM.iterdir() if path.is_dir()}
    used = {part for part in parts if BLOCKS.get(part, part) in blocks}
    assert used == imported
