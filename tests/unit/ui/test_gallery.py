"""The gallery shows every component, and reads no database."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory, override_settings

from collab.base.ui.templatetags.ui import ICONS
from collab.guide.gallery import gallery

COMPONENTS = sorted(path for path in ICONS.parent.iterdir() if path.is_dir() and path != ICONS)
STYLES = (ICONS.parents[3] / "assets/main.scss").read_text()


@pytest.fixture(scope="module")
def shown() -> str:
    request = RequestFactory().get("/design/")
    request.user = AnonymousUser()
    with override_settings(ROOT_URLCONF="tests.unit.ui.pages"):
        return gallery(request).content.decode()


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.name)
def test_it_shows_every_component(shown: str, component: Path) -> None:
    root = re.search(r"class=\"(app-[a-z]+)", (component / f"{component.name}.html").read_text())
    assert root, "a component is known by its class"
    assert f'class="{root[1]}' in shown


@pytest.mark.parametrize("component", COMPONENTS, ids=lambda path: path.name)
def test_each_component_says_what_it_is_given(component: Path) -> None:
    partial = (component / f"{component.name}.html").read_text()
    assert partial.startswith("{% comment %}\n")
    first = partial.partition("{% endcomment %}")[0]
    assert "Context:" in first or "Say nothing" in first
    assert f"components/{component.name}/{component.name}" in STYLES


@pytest.mark.parametrize("drawing", sorted(ICONS.glob("*.svg")), ids=lambda path: path.stem)
def test_each_icon_is_a_line_drawing_without_colour(drawing: Path) -> None:
    marks = drawing.read_text()
    assert re.fullmatch(r"(<(path|circle)( [a-z-]+=\"[^\"]+\")+/>)+\n?", marks)
    assert not re.search(r'(fill|stroke)="#', marks)
