"""The description of the API is true: valid, complete, and what the API does."""

import contextlib
import io
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from hypothesis import HealthCheck, given, settings
from schemathesis.schemas import BaseSchema
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from collab.api.reading import sections
from collab.api.views import openapi
from collab.base.api.actions import make_token
from collab.base.api.scopes import Scope
from tests.proofs.counts import PROVING
from tests.unit.access.expected_api import API_CASES
from tests.unit.access.scene import Scene
from tests.unit.access.test_api_sweep import OPERATIONS
from tests.unit.api.client import Program

EXAMPLES = 40 if PROVING else 3
WITH_FEW = () if PROVING else pytest.mark.same_everywhere
NOT_OURS = [
    # Without a token, what is hidden is missing: 404, where this check expects 401.
    ignored_auth,
    # Whether a uid, a version or a text can be taken depends on what is there already.
    positive_data_acceptance,
]
DESCRIBED = [
    (verb.upper(), path, operation["operationId"])
    for path, verbs in openapi()["paths"].items()
    for verb, operation in verbs.items()
]


def test_the_description_is_valid_and_made_without_a_warning() -> None:
    warnings = io.StringIO()
    with contextlib.redirect_stderr(warnings):
        described = SchemaGenerator(api_version="1").get_schema(public=True)
    assert warnings.getvalue() == ""
    validate_schema(described)


def test_every_operation_is_described_for_programs_and_for_people() -> None:
    operations = [each for section in sections(openapi()) for each in section.operations]
    assert len(operations) == len(DESCRIBED) == len(OPERATIONS) - 1  # of what is nowhere


def test_names_of_operations_are_told_apart() -> None:
    assert len({name for _verb, _path, name in DESCRIBED}) == len(DESCRIBED)


def test_nothing_in_it_is_said_to_ourselves() -> None:
    told = openapi()
    assert told["info"]["version"] == "1"
    texts = [
        each.get("description", "") for path in told["paths"].values() for each in path.values()
    ]
    assert len(texts) > 40
    assert not [text for text in texts if "``" in text or "An address of the API" in text]


def test_anybody_reads_the_description(db: None) -> None:
    assert Program().get("openapi.json").json()["openapi"].startswith("3.")
    assert "/api/v1/threads/{uid}/messages" in Program().get("docs").text


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """A server closes its connection after each request, and with it this test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@cache
def schema() -> BaseSchema:
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.mark.usefixtures("kept_connection")
@pytest.mark.parametrize(
    ("verb", "path", "name"),
    [pytest.param(*each, id=each[2], marks=WITH_FEW) for each in DESCRIBED],
)
def test_whatever_is_sent_the_answer_is_as_described(
    scene: Scene, verb: str, path: str, name: str
) -> None:
    _token, secret = make_token(
        by=scene.world.lead, name="A program", scopes=list(Scope), lifetime=timedelta(days=7)
    )
    head = {"Authorization": f"Bearer {secret}"}
    known = named(scene, path)
    operation = schema()[path][verb]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def answers(case: Any) -> None:
        for part, value in known.items():
            case.path_parameters[part] = value
        with transaction.atomic():
            answer = case.call(headers=head)
            transaction.set_rollback(True)
        case.validate_response(answer, headers=head, excluded_checks=NOT_OURS)

    answers()


def named(scene: Scene, path: str) -> dict[str, Any]:
    """Things that are there, so that requests get as far as what they say."""
    for case in API_CASES:
        names = case.names(scene)
        with contextlib.suppress(KeyError):
            if path.format(**names) == reverse(case.route, kwargs=names):
                return names
    raise LookupError(path)
