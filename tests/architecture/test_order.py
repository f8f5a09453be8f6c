import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.order import LAYERS, PACKAGES, REPOSITORY, may_point_at, place

OUR_MODELS = [
    model
    for model in apps.get_models(include_auto_created=True)
    if model.__module__.split(".")[0] in PACKAGES
]


def test_imports_point_down_only():
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1 kept, 0 broken" in run.stdout


def test_every_app_of_ours_has_a_place_in_the_order():
    ours = [app.name for app in apps.get_app_configs() if app.name.split(".")[0] in PACKAGES]
    assert len(ours) > 8
    for name in ours:
        assert place(name)[1] == name


def test_siblings_and_what_stands_above_are_out_of_reach():
    assert may_point_at("discussions.models", "networks.models")
    assert may_point_at("discussions.models", "discussions.actions")
    assert not may_point_at("networks.models", "discussions.models")
    assert not may_point_at("collab.base.markup.html", "collab.base.security.screening")
    with pytest.raises(LookupError):
        place("collab.somewhere_else")


def test_models_point_down_only():
    """A foreign key named by a string escapes import-linter."""
    pointing = [
        (model, field)
        for model in OUR_MODELS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and field.related_model.__module__.split(".")[0] in PACKAGES
    ]
    assert len(pointing) > 10
    upwards = [
        f"{field} points at {field.related_model.__name__}"
        for model, field in pointing
        if not may_point_at(model.__module__, field.related_model.__module__)
    ]
    assert upwards == []


def test_the_order_names_each_package_once():
    names = [name for layer in LAYERS for name in layer]
    assert len(names) == len(set(names))


def test_asgi_opens():
    from channels.routing import ProtocolTypeRouter

    from asgi import application

    assert isinstance(application, ProtocolTypeRouter)
    assert set(application.application_mapping) == {"http", "websocket"}
