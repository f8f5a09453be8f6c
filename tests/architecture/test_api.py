"""Whatever can be done on pages can be done through the API, or there is a reason."""

import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from collab.api.exempt import api_exempt
from tests.architecture.order import PACKAGES, REPOSITORY


def actions() -> Iterator[tuple[str, object]]:
    """Every function of ours in a module of actions that is done ``by`` somebody."""
    for config in apps.get_app_configs():
        if config.name.split(".")[0] not in PACKAGES:
            continue
        for module in modules_of(f"{config.name}.actions"):
            for name, function in inspect.getmembers(module, inspect.isfunction):
                own = inspect.unwrap(function).__module__ == module.__name__
                if own and not name.startswith("_") and takes_by(function):
                    yield f"{module.__name__}.{name}", function


def modules_of(name: str) -> Iterator[ModuleType]:
    try:
        module = import_module(name)
    except ModuleNotFoundError:
        return
    yield module
    for each in pkgutil.iter_modules(getattr(module, "__path__", [])):
        yield import_module(f"{name}.{each.name}")


def takes_by(function: object) -> bool:
    by = inspect.signature(function).parameters.get("by")
    return by is not None and by.kind is by.KEYWORD_ONLY


def endpoints(patterns: list[URLPattern | URLResolver]) -> Iterator[type]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from endpoints(each.url_patterns)
        elif hasattr(each.callback, "declared"):
            yield each.callback.cls


def words_of(endpoint: type) -> set[str]:
    """The names that an endpoint's methods use."""
    methods = (getattr(endpoint, verb.lower()) for verb in endpoint.declared)
    return {name for method in methods for name in (*inspect.unwrap(method).__code__.co_names,)}


def test_every_action_has_an_endpoint_or_a_reason() -> None:
    used = set().union(*map(words_of, endpoints(get_resolver().url_patterns)))
    found = {name for name, _function in actions()}
    assert len(found) > 30
    without = {name for name in found if name.rpartition(".")[2] not in used}
    helpers = {name for name in without if name in NOT_DONE_BY_ITSELF}
    assert without - helpers - set(api_exempt) == set(), "give them an endpoint, or say why not"
    assert set(api_exempt) - without == set(), "these have an endpoint, or are gone"


NOT_DONE_BY_ITSELF = {
    "networks.actions.beginning.unless_taken",
    "networks.actions.joining.begin_join_request",
    "networks.actions.joining.close_join_requests_of",
    "networks.actions.joining.decline_join",
    "networks.actions.joining.settle_by_admission",
    "networks.actions.joining.take_back_decision",
    "networks.actions.taking_back.take_back_end",
    "networks.actions.roles.note_ended",
    "networks.actions.roles.note_given",
    "networks.actions.roles.note_given_to_each",
    "networks.actions.organisations.end_all_of",
    "networks.actions.spaces.close_spaces_of",
    "discussions.actions.changing.tell",
}


def test_programs_are_answered_without_the_pages():
    """What both need stands in a module of its own, and neither is taken from the other."""
    tell = re.compile(r"^(?:from|import) \S*\bviews\b", re.MULTILINE)
    asked = [
        path
        for package in PACKAGES
        for path in (REPOSITORY / package).rglob("*.py")
        if re.search(r"(^|_|/)api(\.py$|/)", str(path.relative_to(REPOSITORY)))
        and not path.is_relative_to(REPOSITORY / "collab" / "base")
        and path.name != "urls.py"
    ]
    assert len(asked) > 12
    assert [str(path) for path in asked if tell.search(path.read_text())] == []
