"""What each way of being somebody meets at each address. Read it as the product's promise.

Outcomes: ``in`` (the page, a form again, or on to where it leads), ``sign in`` (sent to sign in
first), ``no`` (seen, but not allowed: 403) and ``missing`` (404, the same as what never was).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

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


def each_way(*, on_postgresql: str) -> list[Any]:
    """All on SQLite. That PostgreSQL answers everything, one way tells: which rows belong to whom
    is asked there of each in other tests."""
    elsewhere = pytest.mark.same_everywhere
    return [pytest.param(way, marks=() if way == on_postgresql else elsewhere) for way in WAYS]


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
# Amina, the member, is the author of what the sweep opens. A guest may write there too.
AUTHOR = {
    "falls": only("member", others="missing")
    | dict.fromkeys(("guest", "facilitator", "lead"), "no"),
    "surgery": only("member", others="no", anonymous="sign in"),
}
AUTHOR_OR_FACILITATOR = {
    "falls": only("member", "facilitator", "lead", others="missing") | {"guest": "no"},
    "surgery": only("member", "facilitator", "lead", others="no", anonymous="sign in"),
}
FACILITATOR = {
    "falls": only("facilitator", "lead", others="missing") | {"guest": "no", "member": "no"},
    "surgery": only("facilitator", "lead", others="no", anonymous="sign in"),
}
OPENER = {
    "falls": only("lead", others="missing")
    | dict.fromkeys(("guest", "member", "facilitator"), "no"),
    "surgery": only("lead", "steward", others="no", anonymous="sign in"),
}
# A steward decides too, where they see the space.
DECIDES = {
    "falls": only("lead", others="missing")
    | dict.fromkeys(("guest", "member", "facilitator"), "no"),
    "surgery": only("lead", "steward", others="no", anonymous="sign in"),
}
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
        for route in ("space_visibility", "space_onlookers"):
            cases.append(Case(route, DECIDES[space], in_space(space)))
        for route in ("space_visibility", "undo_visibility"):
            cases.append(Case(route, sent(DECIDES[space]), in_space(space), post=True))
        for kind in ("thread", "intervention"):
            names = about(kind, space)
            cases.append(Case(f"open_older_{kind}", DECIDES[space], names))
            for route in (f"open_older_{kind}", f"close_older_{kind}"):
                cases.append(Case(route, sent(DECIDES[space]), names, post=True))
        names = about("file", space)
        cases.append(Case("file", reads[space], names))
        cases.append(Case("remove_file", AUTHOR_OR_FACILITATOR[space], names))
        cases.append(Case("remove_file", sent(AUTHOR_OR_FACILITATOR[space]), names, post=True))
        cases.append(Case("files_of_space", sent(writes[space]), in_space(space), post=True))
    cases.append(Case("file_preview", everyone("missing"), about("file", "surgery")))
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
        for route, kind in (
            ("purge_intervention", "intervention"),
            ("purge_former_versions", "intervention"),
            ("purge_message", "message"),
        ):
            cases.append(Case(route, AUTHOR_OR_FACILITATOR[space], about(kind, space)))
            asked = sent(AUTHOR_OR_FACILITATOR[space])
            cases.append(Case(route, asked, about(kind, space), post=True))
        cases.append(Case("thread", reads[space], about("thread", space)))
        for route in ("message", "message_options"):
            cases.append(Case(route, reads[space], about("message", space)))
        for route in ("edit_message", "remove_message", "message_history", "restore_message"):
            whose = AUTHOR if route == "edit_message" else AUTHOR_OR_FACILITATOR
            names = about("message", space)
            if route != "restore_message":
                cases.append(Case(route, whose[space], names))
            if route in ("edit_message", "restore_message"):
                cases.append(Case(route, sent(whose[space]), names, post=True))
        names = about("thread", space)
        cases.append(Case("retitle_thread", AUTHOR_OR_FACILITATOR[space], names))
        cases.append(Case("retitle_thread", sent(AUTHOR_OR_FACILITATOR[space]), names, post=True))
        names = about("intervention", space)
        cases.append(Case("remove_intervention", AUTHOR_OR_FACILITATOR[space], names))
        cases.append(Case("messages", sent(writes[space]), about("thread", space), post=True))
        cases.append(
            Case(
                "remove_message",
                sent(AUTHOR_OR_FACILITATOR[space]),
                about("message", space),
                post=True,
            )
        )
        names = about("removed", space)
        cases.append(Case("intervention", reads[space], names, note="what was removed"))
        cases.append(
            Case("restore_intervention", sent(AUTHOR_OR_FACILITATOR[space]), names, post=True)
        )
        names = about("intervention", space)
        cases.append(
            Case("remove_intervention", sent(AUTHOR_OR_FACILITATOR[space]), names, post=True)
        )
    for space in ("falls", "surgery"):
        looks_after = FACILITATOR[space]
        for route, names in (
            ("space_settings", in_space(space)),
            ("name_person", in_space(space)),
            ("name_organisation", in_space(space)),
            ("change_place", placed_in(space)),
            ("move_thread", about("thread", space)),
        ):
            cases.append(Case(route, looks_after, names))
            cases.append(Case(route, sent(looks_after), names, post=True))
        cases.append(Case("end_place", sent(looks_after), placed_in(space), post=True))
        cases.append(Case("restore_in_space", sent(looks_after), ended_in(space), post=True))
        cases.append(Case("end_naming", sent(looks_after), named_in(space), post=True))
        for route in ("archive_space", "restore_space"):
            cases.append(Case(route, sent(OPENER[space]), in_space(space), post=True))
    for route in ("space_people", "names_in_space"):
        cases.append(Case(route, MEMBERS_ONLY, in_space("falls")))
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
    for route in ("space", "thread", "message", "intervention", "collaborative", "fellow", "file"):
        cases.append(Case(route, missing, lambda scene: nowhere, note="what never was"))
    return cases


def placed_in(space: str) -> Callable[[Scene], dict[str, Any]]:
    """Somebody who is named there."""
    return lambda scene: in_space(space)(scene) | {"person": scene.stranger.uid}


def ended_in(space: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: in_space(space)(scene) | {"whose": scene.stranger.uid}


def named_in(space: str) -> Callable[[Scene], dict[str, Any]]:
    """Kingsholm, which is named there."""
    return lambda scene: in_space(space)(scene) | {"organisation": scene.world.kingsholm.uid}


def domain(scene: Scene) -> dict[str, Any]:
    return {"uid": scene.domain.uid}


def affiliation(scene: Scene) -> dict[str, Any]:
    return {"identifier": scene.world.kingsholm.ods_code, "uid": scene.waiting.uid}


def organisation(scene: Scene) -> dict[str, Any]:
    return {"identifier": scene.world.severnside.ods_code}


def registration(scene: Scene) -> dict[str, Any]:
    return {"uid": scene.registered.uid}


def fellow(scene: Scene) -> dict[str, Any]:
    return {"uid": scene.world.amina.uid}


def collaborative(scene: Scene) -> dict[str, Any]:
    return {"uid": scene.world.west.uid}


def invitation(scene: Scene) -> dict[str, Any]:
    return {"uid": scene.invitation.uid}


def batch(scene: Scene) -> dict[str, Any]:
    return {"uid": scene.batch.uid}


def joining(scene: Scene) -> dict[str, Any]:
    return {**organisation(scene), "uid": scene.world.east.uid}


def part(scene: Scene) -> dict[str, Any]:
    """Severnside's in the West of England's collaborative."""
    return {**organisation(scene), **collaborative(scene)}


def member(scene: Scene) -> dict[str, Any]:
    return {**collaborative(scene), "person": scene.world.amina.uid}


def asked(scene: Scene) -> dict[str, Any]:
    return {"uid": scene.asked.uid}


COORDINATES = only("lead", "steward", others="no", anonymous="sign in")
LOOKS_AFTER_SEVERNSIDE = only("steward", others="no", anonymous="sign in")
DECIDES_JOINING = only("lead", others="missing")


def cases_of_joining() -> list[Case]:
    return [
        Case("choose_collaborative", LOOKS_AFTER_SEVERNSIDE, organisation),
        Case("ask_to_join", LOOKS_AFTER_SEVERNSIDE, joining),
        Case("ask_to_join", LOOKS_AFTER_SEVERNSIDE, joining, post=True),
        Case("leave_collaborative", LOOKS_AFTER_SEVERNSIDE, part, post=True),
        Case("stay_in_collaborative", LOOKS_AFTER_SEVERNSIDE, part, post=True),
        Case("decline_join", DECIDES_JOINING, asked),
        *(
            Case(route, sent(DECIDES_JOINING), asked, post=True)
            for route in ("decline_join", "accept_join", "reconsider_join")
        ),
        Case("withdraw_join", sent(everyone("missing") | {"lead": "no"}), asked, post=True),
        *(
            Case(route, COORDINATES, collaborative, post=post)
            for route, post in (
                ("members", False),
                ("members_people", False),
                ("write_to_members", False),
                ("write_to_members", True),
                ("admit_member", True),
            )
        ),
        Case("change_member", COORDINATES, member, post=True),
        Case("end_member", COORDINATES, part, post=True),
        Case("keep_member", COORDINATES, part, post=True),
    ]


def line_of_desk(scene: Scene) -> dict[str, Any]:
    line = {"source": "quiet", "about": scene.world.kingsholm.uid, "what": "leave"}
    return collaborative(scene) | line


def why_not_at_desk(scene: Scene) -> dict[str, Any]:
    return collaborative(scene) | {"source": "affiliation", "about": scene.waiting.uid}


def step_at_desk(scene: Scene) -> dict[str, Any]:
    return collaborative(scene) | {"step": scene.step.uid}


LEADS = only("lead", "steward", others="no", anonymous="sign in")
LOOKS_AFTER_KINGSHOLM = only("steward", others="no", anonymous="sign in")

CASES = [
    *(
        Case(route, everyone())
        for route in (
            "home",
            "spaces",
            "collaboratives",
            "network",
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
            "healthz",
            "readyz",
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
            "mfa_index",
            "mfa_authenticate",
            "mfa_reauthenticate",
            "mfa_reauthenticate_webauthn",
            "mfa_login_webauthn",
            "mfa_activate_totp",
            "mfa_add_webauthn",
            "mfa_generate_recovery_codes",
            "second_factor",
            "still_you",
            "choose_space",
        )
    ),
    *(
        Case(route, signed_in("missing"), note="who has none")
        for route in ("mfa_view_recovery_codes", "mfa_deactivate_totp")
    ),
    Case(
        "remove_passkey",
        signed_in(),
        lambda scene: {"handle": "what-never-was"},
        note="asks who it is before it looks",
    ),
    Case("add_address", signed_in(), lambda scene: {"key": "what-never-was"}),
    Case("socialaccount_signup", everyone("sign in"), note="nobody has come from elsewhere"),
    *(
        Case(route, everyone())
        for route in ("socialaccount_login_cancelled", "socialaccount_login_error")
    ),
    *(
        Case(route, everyone("missing"), lambda scene: {"provider_id": "nowhere"})
        for route in ("openid_connect_login", "openid_connect_callback")
    ),
    Case(
        "disconnect",
        signed_in(),
        lambda scene: {"handle": "what-never-was"},
        note="asks who it is before it looks",
    ),
    *(Case(route, signed_in(), post=True) for route in ("go_on", "end_other_sessions")),
    Case("end_session", signed_in("missing"), lambda scene: {"uid": scene.waiting.uid}, post=True),
    Case("organisation", everyone(), organisation),
    Case("register_organisation", signed_in()),
    Case("register_organisation", signed_in(), post=True),
    Case("registrations_waiting", only("steward", others="missing")),
    *(
        Case(
            f"{verb}_registration", sent(only("steward", others="missing")), registration, post=True
        )
        for verb in ("confirm", "merge", "decline", "undo")
    ),
    Case("collaborative", everyone(), collaborative),
    Case("network_of_collaborative", everyone(), collaborative),
    Case(
        "take_table",
        only("lead", "steward", others="no", anonymous="sign in"),
        lambda scene: collaborative(scene) | {"name": "people", "suffix": "csv"},
        post=True,
    ),
    *(Case("open_collaborative_space", LEADS, collaborative, post=post) for post in (False, True)),
    *(
        Case("open_organisation_space", LOOKS_AFTER_KINGSHOLM, organisation, post=post)
        for post in (False, True)
    ),
    Case("desks", signed_in()),
    Case("desk", LEADS, collaborative),
    *(
        Case(route, LEADS, names, post=True)
        for route, names in (
            ("desk_quiet", collaborative),
            ("desk_step", line_of_desk),
        )
    ),
    *(Case("desk_decline", LEADS, why_not_at_desk, post=post) for post in (False, True)),
    Case(
        "desk_undo", LEADS | {"steward": "missing"}, step_at_desk, post=True, note="the lead’s own"
    ),
    Case("fellow", everyone(), fellow),
    Case("person", everyone(), fellow, note="a fellow, whom everybody may know"),
    Case(
        "person",
        everyone("in")
        | dict.fromkeys(("anonymous", "signed-up", "ex-member", "expired guest"), "missing"),
        lambda scene: {"uid": scene.world.facilitator.uid},
        note="of the network",
    ),
    Case("people_like_me", signed_in()),
    *(Case(route, signed_in()) for route in ("me", "my_organisations", "drafts")),
    *(Case(route, signed_in(), post=True) for route in ("me", "preview", "seen", "drafts")),
    *(Case(route, signed_in()) for route in ("notices", "notices_count", "needs")),
    *(Case(route, signed_in(), post=True) for route in ("read_notices", "unread_notices")),
    Case("notice", signed_in("missing"), lambda scene: {"uid": "0" * 12}),
    Case("leave", signed_in("missing"), lambda scene: {"uid": scene.waiting.uid}, post=True),
    Case("describe_expertise", only("member", others="no", anonymous="sign in"), fellow),
    Case("join", signed_in(), organisation, post=True),
    *(
        Case(route, LOOKS_AFTER_KINGSHOLM, affiliation, post=True)
        for route in ("change_role", "confirm", "decline", "reconsider", "end")
    ),
    Case("decline", LOOKS_AFTER_KINGSHOLM, affiliation),
    Case("domains", only("steward", others="no", anonymous="sign in"), organisation),
    Case("domains", only("steward", others="no", anonymous="sign in"), organisation, post=True),
    Case("domains_waiting", only("steward", others="missing")),
    *(
        Case(route, sent(only("steward", others="missing")), domain, post=True)
        for route in ("take_domain_away", "give_domain_back")
    ),
    *(
        Case(route, only("steward", others="missing"), domain, post=True)
        for route in ("confirm_domain", "decline_domain", "reconsider_domain")
    ),
    Case("join_by_domain", signed_in(), organisation, post=True),
    Case("prove_address", signed_in(), lambda scene: {"key": "what-never-was"}),
    *(
        Case("move", signed_in("missing"), lambda scene: {"uid": scene.waiting.uid}, post=post)
        for post in (False, True)
    ),
    Case(
        "ask_for_proof", signed_in("missing"), lambda scene: {"uid": scene.waiting.uid}, post=True
    ),
    *(
        Case(f"organisation_{what}", LOOKS_AFTER_KINGSHOLM, organisation, post=post)
        for what, post in (
            ("invite", False),
            ("invite", True),
            ("invite_one", True),
            ("invitations", False),
            ("send_all_again", True),
        )
    ),
    *(
        Case(
            f"collaborative_{what}",
            only("lead", "steward", others="no", anonymous="sign in"),
            collaborative,
            post=post,
        )
        for what, post in (
            ("invite", False),
            ("invite", True),
            ("invite_one", True),
            ("invitations", False),
            ("send_all_again", True),
        )
    ),
    *(
        Case(route, sent(only("lead", "steward", others="missing")), invitation, post=True)
        for route in ("send_invitation_again", "withdraw_invitation", "restore_invitation")
    ),
    *(
        Case(route, only("lead", others="missing"), batch)
        for route in ("invitation_batch", "invitation_batch_result")
    ),
    Case("invitation_template", signed_in()),
    *(
        Case(
            f"{verb}_invitation",
            signed_in("missing"),
            invitation,
            post=True,
            note="which was sent to another",
        )
        for verb in ("take_up", "decline", "reconsider")
    ),
    Case("your_invitation", everyone() | {"anonymous": "missing"}, note="who has none"),
    Case("open_invitation", everyone("missing"), lambda scene: {"token": "what-never-was"}),
    Case("api_docs", everyone()),
    Case("metrics", everyone("missing"), note="without the operator’s token"),
    Case("api_description", everyone()),
    *(
        Case(route, signed_in())
        for route in ("tokens", "new_token", "everything", "leave_for_good")
    ),
    Case("new_token", signed_in(), post=True),
    Case("revoke_token", signed_in("missing"), lambda scene: {"uid": "0" * 12}, post=True),
    Case("legal_holds", only("steward", others="missing")),
    Case("legal_holds", only("steward", others="missing"), post=True),
    Case("lift_hold", everyone("missing"), lambda scene: {"uid": "0" * 12}, post=True),
    Case("suspensions", only("steward", others="missing")),
    Case("suspensions", only("steward", others="missing"), post=True),
    *(
        Case(route, only("steward", others="missing"), fellow, post=post)
        for route, post in (("suspend", False), ("suspend", True), ("readmit", True))
    ),
    Case("security_log", only("steward", others="missing")),
    Case("export_security_log", only("steward", others="missing"), post=True),
    *cases_of_joining(),
    *cases_of_a_space_and_what_is_in_it(),
]
