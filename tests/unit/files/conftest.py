import importlib
from pathlib import Path
from typing import Any

import pytest

from collab.base.files import checking


@pytest.fixture
def without_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are looked at by the same code in this process: its start would be most of the run."""

    def look(kind: str, source: Path, target: Path) -> dict[str, Any]:
        name = checking.LOOKED_AT_BY.get(kind, "images")
        module = importlib.import_module(f"collab.base.files.inside.{name}")
        return module.look(kind, source, target)

    monkeypatch.setattr(checking, "_look_inside", look)
