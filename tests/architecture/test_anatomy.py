import inspect
import subprocess

from django.apps import apps
from django.db import models

from tests.architecture.order import PACKAGES, REPOSITORY

CODE = {"collab", "networks", "fellows", "discussions", "asgi.py", "manage.py", "tests"}
BESIDE_THE_CODE = {
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "README.md",
    "docs",
    "package-lock.json",
    "package.json",
    "pyproject.toml",
    "requirements-dev.in",
    "requirements-dev.txt",
    "requirements-node.in",
    "requirements-node.txt",
    "requirements.in",
    "requirements.txt",
}


def kept_files() -> list[str]:
    listing = subprocess.run(
        ["git", "ls-files"], cwd=REPOSITORY, check=True, capture_output=True, text=True
    )
    return listing.stdout.splitlines()


def test_the_top_level_is_the_agreed_one():
    top = {path.split("/")[0] for path in kept_files()}
    assert {name for name in top if not name.startswith(".")} == CODE | BESIDE_THE_CODE


def test_nothing_happens_behind_a_save():
    """A write and all that follows from it stands in an action, where a reader finds it."""
    ours = [model for model in apps.get_models() if model.__module__.split(".")[0] in PACKAGES]
    assert len(ours) > 8
    for model in ours:
        for name in ("save", "delete"):
            defined_in = inspect.getmodule(inspect.unwrap(getattr(model, name))).__name__
            assert defined_in.startswith("django."), f"{model.__name__}.{name} is overridden"


def test_every_person_field_says_who_may_be_gone():
    """People leave; no row that others rely on may go with them."""
    cascading = [
        str(field)
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ("discussions", "collab.interventions")
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.label == "accounts.Person"
        and field.remote_field.on_delete is models.CASCADE
    ]
    assert cascading == []
