import pytest

from collab.base.live import fragments


@pytest.fixture(autouse=True)
def only_what_a_test_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fragments, "_draws", {})
