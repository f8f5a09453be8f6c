"""What each way of being somebody meets at each address. Read it as the product's promise.

Outcomes: ``in`` (the page, a form again, or on to where it leads), ``sign in`` (sent to sign in
first), ``no`` (seen, but not allowed: 403) and ``missing`` (404, the same as what never was).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.unit.access.scene import Scene

WAYS = [
    "anonymous",
    "signed-up",
    "member of another organisation",
    "ex-member",
    "guest",
    "expired guest",
    "member",
    "facilitator",
    "lead",
    "steward",
]
Outcomes = dict[str, str]


def everyone(outcome: str = "in") -> Outcomes:
    return dict.fromkeys(WAYS, outcome)


def signed_in(outcome: str = "in") -> Outcomes:
    return everyone(outcome) | {"anonymous": "sign in"}


def sent(outcomes: Outcomes) -> Outcomes:
    """What a form meets: signed out it leads to sign-in, whether its subject is seen or not."""
    return outcomes | {"anonymous": "sign in"}


def only(*ways: str, others: str, anonymous: str | None = None) -> Outcomes:
    assert set(ways) <= set(WAYS)
    return (
        everyone(others)
        | dict.fromkeys(ways, "in")
        | ({"anonymous": anonymous} if anonymous else {})
    )


TAKES_PART = ("guest", "member", "facilitator", "lead")
MEMBERS_ONLY = only(*TAKES_PART, others="missing")
WRITERS_IN_PUBLIC = only("member", "facilitator", "lead", others="no", anonymous="sign in")


@dataclass(frozen=True)
class Case:
    """An address, the things it names, and what each person meets there."""

    route: str
    expected: Outcomes
    names: Callable[[Scene], dict[str, Any]] = field(default=lambda scene: {})
    post: bool = False
    note: str = ""


def in_space(space: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"uid": getattr(scene.world, space).uid}


def about(kind: str, space: str, **more: Any) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"uid": getattr(scene, kind)[space].uid, **more}


def cases_of_a_space_and_what_is_in_it() -> list[Case]:
    cases = []
    reads = {"falls": MEMBERS_ONLY, "surgery": everyone()}
    writes = {"falls": MEMBERS_ONLY, "surgery": WRITERS_IN_PUBLIC}
    for space in ("falls", "surgery"):
        for route in ("space", "space_rows", "space_interventions", "space_discussions"):
            cases.append(Case(route, reads[space], in_space(space)))
        for route in ("share_intervention", "discuss"):
            cases.append(Case(route, writes[space], in_space(space)))
            cases.append(Case(route, sent(writes[space]), in_space(space), post=True))
        for route in (
            "intervention",
            "intervention_discuss",
            "intervention_versions",
        ):
            cases.append(Case(route, reads[space], about("intervention", space)))
        for number in (1, 2):
            names = about("intervention", space, number=number)
            cases.append(Case("intervention_version", reads[space], names))
        for route in ("edit_intervention", "start_intervention_discussion"):
            names = about("intervention", space)
            cases.append(Case(route, writes[space], names))
            cases.append(Case(route, sent(writes[space]), names, post=True))
        cases.append(Case("thread", reads[space], about("thread", space)))
        cases.append(Case("messages", sent(writes[space]), about("thread", space), post=True))
    cases.append(Case("space_people", MEMBERS_ONLY, in_space("falls")))
    cases.append(
        Case(
            "space_people",
            only(
                "member",
                "facilitator",
                "lead",
                "steward",
                "member of another organisation",
                others="no",
                anonymous="sign in",
            ),
            in_space("surgery"),
        )
    )
    missing = everyone("missing")
    nowhere = {"uid": "0" * 12}
    for route in ("space", "thread", "intervention", "collaborative", "fellow"):
        cases.append(Case(route, missing, lambda scene: nowhere, note="what never was"))
    return cases


def affiliation(scene: Scene) -> dict[str, Any]:
    return {"identifier": scene.world.kingsholm.ods_code, "uid": scene.waiting.uid}


def organisation(scene: Scene) -> dict[str, Any]:
    return {"identifier": scene.world.severnside.ods_code}


def fellow(scene: Scene) -> dict[str, Any]:
    return {"uid": scene.world.amina.uid}


def collaborative(scene: Scene) -> dict[str, Any]:
    return {"uid": scene.world.west.uid}


LOOKS_AFTER_KINGSHOLM = only("steward", others="no", anonymous="sign in")

CASES = [
    *(
        Case(route, everyone())
        for route in (
            "home",
            "spaces",
            "collaboratives",
            "organisations",
            "interventions",
            "fellows",
            "help",
            "help_writing",
            "help_permissions",
            "help_accessibility",
            "help_privacy",
            "gallery",
            "account_login",
            "account_signup",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key_done",
            "account_email_verification_sent",
            "account_inactive",
            "account_logout",
        )
    ),
    Case("account_confirm_email", everyone(), lambda scene: {"key": "what-never-was"}),
    Case(
        "account_reset_password_from_key",
        everyone(),
        lambda scene: {"uidb36": "zz", "key": "what-never-was"},
    ),
    *(
        Case(route, signed_in())
        for route in (
            "account_email",
            "account_change_password",
            "account_set_password",
            "account_reauthenticate",
            "account_confirm_login_code",
            "choose_space",
        )
    ),
    Case("organisation", everyone(), organisation),
    Case("collaborative", everyone(), collaborative),
    Case("fellow", everyone(), fellow),
    *(Case(route, signed_in()) for route in ("me", "my_organisations")),
    *(Case(route, signed_in(), post=True) for route in ("me", "preview", "seen")),
    Case("leave", signed_in("missing"), lambda scene: {"uid": scene.waiting.uid}, post=True),
    Case("describe_expertise", only("member", others="no", anonymous="sign in"), fellow),
    Case("join", signed_in(), organisation, post=True),
    *(
        Case(route, LOOKS_AFTER_KINGSHOLM, affiliation, post=True)
        for route in ("confirm", "decline", "end")
    ),
    *cases_of_a_space_and_what_is_in_it(),
]
