import gc
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import client, override_settings
from django.test.client import store_rendered_templates

from tests.databases import django_db_keepdb, django_db_modify_db_settings, emptied_quickly
from tests.proofs.counts import PROVING
from tests.unit.access.scene import scene
from tests.world import world

__all__ = [
    "django_db_keepdb",
    "django_db_modify_db_settings",
    "emptied_quickly",
    "scene",
    "world",
]


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """A hash made to be slow would be most of the run."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    with override_settings(PASSWORD_HASHERS=hashers):
        yield


@pytest.fixture(scope="session", autouse=True)
def a_folder_of_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Files of a run are in a folder of its own: another run beside it leaves them alone."""
    location = tmp_path_factory.mktemp("files")
    storages = settings.STORAGES | {
        "default": settings.STORAGES["default"] | {"OPTIONS": {"location": str(location)}}
    }
    with override_settings(STORAGES=storages):
        yield


@pytest.fixture(scope="session", autouse=True)
def no_copies_of_contexts() -> Iterator[None]:
    """Django's client copies what each template was given, of the hundred that make a page."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "store_rendered_templates", lambda *args, **kwargs: None)
        yield


@pytest.fixture
def contexts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Here they are kept: `response.context`."""
    monkeypatch.setattr(client, "store_rendered_templates", store_rendered_templates)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    """Rate limits of one test are not the next one's."""
    yield
    cache.clear()


def pytest_collection_finish() -> None:
    """What is there now stays: looking for garbage in it again and again would be a tenth of a
    run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(200_000, 20, 100)


LONGEST = "test_migrating_back.py"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: item.path.name != LONGEST)  # so that nobody waits for it at the end
    if settings.REDIS_URL and not settings.EMBEDDED:
        elsewhere = [item for item in items if is_the_same_everywhere(item)]
        items[:] = [item for item in items if not is_the_same_everywhere(item)]
        config.hook.pytest_deselected(items=elsewhere)
        return
    without = pytest.mark.skip(reason="needs PostgreSQL and Redis: make test-postgres")
    for item in items:
        if item.get_closest_marker("services"):
            item.add_marker(without)


PAGES = {"accounts", "guide", "home", "networks_pages", "ui"}
"""What these show is told by SQLite; that PostgreSQL answers each page, the sweep tells."""


START_PROCESSES = {"live", "proofs"}
"""Which database these have cannot be told from the fixtures that they ask for: where it makes no
difference they are marked. `make prove` runs them on both nevertheless."""


def is_the_same_everywhere(item: pytest.Item) -> bool:
    """Whether which database there is makes no difference: then it runs on SQLite alone."""
    if item.get_closest_marker("services"):
        return False
    is_marked = item.get_closest_marker("same_everywhere") is not None
    if START_PROCESSES & {*item.path.parts}:
        return is_marked and not PROVING
    if item.path.parent.name in PAGES:
        return True
    fixtures = getattr(item, "fixturenames", ())
    asks_none = not {"db", "transactional_db"} & {*fixtures}
    asks_none = asks_none and not item.get_closest_marker("django_db")
    return asks_none or is_marked
