"""What each way of being somebody meets at each operation of the API, with a token of all scopes.

The same outcomes as for pages; ``sign in`` is 401. Nothing is sent with a request, so ``in`` is
also what says which field is missing, or which version is changed: they got past the door.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.unit.access.expected import (
    MEMBERS_ONLY,
    Outcomes,
    about,
    asked,
    batch,
    collaborative,
    domain,
    everyone,
    fellow,
    in_space,
    invitation,
    named_in,
    only,
    organisation,
    part,
    placed_in,
    registration,
    step_at_desk,
)
from tests.unit.access.scene import Scene


@dataclass(frozen=True)
class ApiCase:
    """An operation, the things that it names, and what each person meets there."""

    route: str
    verb: str
    expected: Outcomes
    names: Callable[[Scene], dict[str, Any]] = field(default=lambda scene: {})


def message(space: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"uid": scene.thread[space].message_set.get(n=1).uid}


def waiting(scene: Scene) -> dict[str, Any]:
    return {"uid": scene.waiting.uid}


def member_fellow(scene: Scene) -> dict[str, Any]:
    return {**collaborative(scene), "person": scene.world.amina.uid}


def member_lead(scene: Scene) -> dict[str, Any]:
    return {**collaborative(scene), "person": scene.world.lead.uid}


def who(*ways: str, others: str = "no") -> Outcomes:
    return only(*ways, others=others, anonymous="sign in" if others == "no" else None)


TAKES_PART = ("member", "facilitator", "lead")
READS = {"falls": MEMBERS_ONLY, "surgery": everyone()}
WRITES = {"falls": MEMBERS_ONLY, "surgery": who(*TAKES_PART)}
# The guest, who takes part in the falls space, sees what they may not do there.
AUTHORS = {
    "falls": who("member", others="missing") | {"guest": "no", "facilitator": "no", "lead": "no"},
    "surgery": who("member"),
}
AUTHORS_AND_FACILITATORS = {
    "falls": who(*TAKES_PART, others="missing") | {"guest": "no"},
    "surgery": who(*TAKES_PART),
}
FACILITATORS = {
    "falls": who("facilitator", "lead", others="missing") | {"guest": "no", "member": "no"},
    "surgery": who("facilitator", "lead"),
}
PEOPLE = {
    "falls": MEMBERS_ONLY,
    "surgery": who(*TAKES_PART, "steward", "member of another organisation"),
}
OPENERS = {
    "falls": who("lead", others="missing") | {"guest": "no", "member": "no", "facilitator": "no"},
    "surgery": who("lead", "steward"),
}


def cases_of(space: str) -> list[ApiCase]:
    thread, said = about("thread", space), message(space)
    intervention = about("intervention", space)
    version = about("intervention", space, number=1)
    reads, writes = READS[space], WRITES[space]
    authors, tidies = AUTHORS[space], AUTHORS_AND_FACILITATORS[space]
    return [
        ApiCase("api_space", "GET", reads, in_space(space)),
        ApiCase("api_space", "PATCH", FACILITATORS[space], in_space(space)),
        ApiCase("api_space", "DELETE", OPENERS[space], in_space(space)),
        ApiCase("api_reopen_space", "POST", OPENERS[space], in_space(space)),
        *(
            ApiCase(route, verb, FACILITATORS[space], names)
            for route, verb, names in (
                ("api_places_of_space", "GET", in_space(space)),
                ("api_places_of_space", "POST", in_space(space)),
                ("api_place_of_space", "PATCH", placed_in(space)),
                ("api_place_of_space", "DELETE", placed_in(space)),
                ("api_restore_place", "POST", placed_in(space)),
                ("api_organisations_of_space", "POST", in_space(space)),
                ("api_organisation_of_space", "DELETE", named_in(space)),
                ("api_restore_naming", "POST", named_in(space)),
                ("api_move_thread", "POST", thread),
            )
        ),
        ApiCase("api_organisations_of_space", "GET", PEOPLE[space], in_space(space)),
        ApiCase("api_visibility", "POST", OPENERS[space], in_space(space)),
        ApiCase("api_visibility", "DELETE", OPENERS[space], in_space(space)),
        ApiCase(
            "api_visibility_if",
            "GET",
            OPENERS[space],
            lambda scene: in_space(space)(scene) | {"visible_to_whom": "network"},
        ),
        ApiCase("api_open_thread", "POST", OPENERS[space], thread),
        ApiCase("api_open_thread", "DELETE", OPENERS[space], thread),
        ApiCase("api_open_intervention", "POST", OPENERS[space], intervention),
        ApiCase("api_open_intervention", "DELETE", OPENERS[space], intervention),
        ApiCase("api_threads_of_space", "POST", writes, in_space(space)),
        ApiCase("api_interventions_of_space", "POST", writes, in_space(space)),
        ApiCase("api_files_of_space", "POST", writes, in_space(space)),
        ApiCase("api_file", "GET", reads, about("file", space)),
        ApiCase("api_file_content", "GET", reads, about("file", space)),
        ApiCase("api_file", "DELETE", tidies, about("file", space)),
        ApiCase("api_thread", "GET", reads, thread),
        ApiCase("api_thread", "PATCH", tidies, thread),
        ApiCase("api_messages", "GET", reads, thread),
        ApiCase("api_messages", "POST", writes, thread),
        ApiCase("api_message", "GET", reads, said),
        ApiCase("api_message", "PATCH", authors, said),
        ApiCase("api_message", "DELETE", tidies, said),
        ApiCase("api_restore_message", "POST", tidies, said),
        ApiCase("api_message_history", "GET", tidies, said),
        ApiCase("api_intervention", "GET", reads, intervention),
        ApiCase("api_intervention", "PATCH", writes, intervention),
        ApiCase("api_intervention", "DELETE", tidies, intervention),
        ApiCase("api_restore_intervention", "POST", everyone("missing"), intervention),
        ApiCase("api_versions", "GET", reads, intervention),
        ApiCase("api_version", "GET", reads, version),
    ]


SIGNED_IN = everyone() | {"anonymous": "sign in"}
STEWARDS = who("steward")
STEWARDS_ALONE_SEE = only("steward", others="missing")
COORDINATORS = who("lead", "steward")

API_CASES = [
    *(
        ApiCase(f"api_{things}", "GET", everyone())
        for things in (
            "organisations",
            "collaboratives",
            "spaces",
            "threads",
            "interventions",
            "fellows",
        )
    ),
    ApiCase("api_me", "GET", SIGNED_IN),
    ApiCase("api_notices", "GET", SIGNED_IN),
    ApiCase("api_read_notices", "POST", SIGNED_IN),
    ApiCase("api_nothing", "GET", everyone("missing"), lambda scene: {"anything": "x"}),
    ApiCase("api_organisations", "POST", STEWARDS),
    ApiCase("api_organisation", "GET", everyone(), organisation),
    ApiCase("api_organisation", "PATCH", STEWARDS, organisation),
    ApiCase("api_organisation", "DELETE", STEWARDS, organisation),
    ApiCase("api_affiliations_of_organisation", "GET", STEWARDS, organisation),
    ApiCase("api_affiliations_of_organisation", "POST", SIGNED_IN, organisation),
    ApiCase("api_join_by_domain", "POST", SIGNED_IN, organisation),
    ApiCase("api_own_affiliations", "GET", SIGNED_IN),
    *(
        ApiCase("api_affiliation", verb, STEWARDS_ALONE_SEE, waiting)
        for verb in ("GET", "PATCH", "DELETE")
    ),
    *(
        ApiCase(route, "POST", STEWARDS_ALONE_SEE, waiting)
        for route in (
            "api_confirm_affiliation",
            "api_decline_affiliation",
            "api_reconsider_affiliation",
        )
    ),
    *(
        ApiCase(route, "POST", everyone("missing") | {"steward": "no"}, waiting)
        for route in ("api_move_affiliation", "api_ask_for_proof")
    ),
    ApiCase("api_domains_of_organisation", "GET", STEWARDS, organisation),
    ApiCase("api_domains_of_organisation", "POST", STEWARDS, organisation),
    ApiCase("api_domains_waiting", "GET", STEWARDS),
    *(ApiCase("api_domain", verb, STEWARDS_ALONE_SEE, domain) for verb in ("GET", "DELETE")),
    *(
        ApiCase(route, "POST", STEWARDS_ALONE_SEE, domain)
        for route in (
            "api_confirm_domain",
            "api_decline_domain",
            "api_reconsider_domain",
            "api_give_domain_back",
        )
    ),
    ApiCase("api_registrations", "GET", SIGNED_IN),
    ApiCase("api_registrations", "POST", SIGNED_IN),
    *(
        ApiCase(f"api_{verb}_registration", "POST", who("steward", others="missing"), registration)
        for verb in ("confirm", "merge", "decline", "undo")
    ),
    ApiCase("api_collaboratives", "POST", STEWARDS),
    ApiCase("api_collaborative", "GET", everyone(), collaborative),
    ApiCase("api_activity_of_collaborative", "GET", everyone(), collaborative),
    ApiCase("api_collaborative", "PATCH", COORDINATORS, collaborative),
    ApiCase("api_collaborative", "DELETE", STEWARDS, collaborative),
    ApiCase("api_fellows_of_collaborative", "POST", COORDINATORS, collaborative),
    ApiCase("api_restore_fellow", "POST", COORDINATORS, member_fellow),
    ApiCase("api_desk", "GET", COORDINATORS, collaborative),
    ApiCase("api_desk_settings", "GET", COORDINATORS, collaborative),
    ApiCase("api_desk_settings", "PATCH", COORDINATORS, collaborative),
    ApiCase("api_desk_steps", "POST", COORDINATORS, collaborative),
    ApiCase("api_desk_step", "DELETE", COORDINATORS, step_at_desk),
    ApiCase("api_spaces", "POST", SIGNED_IN),
    ApiCase("api_person", "GET", everyone(), fellow),
    ApiCase(
        "api_people_like_me",
        "GET",
        everyone()
        | dict.fromkeys(("signed-up", "ex-member", "guest", "expired guest"), "no")
        | {"anonymous": "sign in"},
    ),
    ApiCase("api_fellow", "GET", everyone(), fellow),
    ApiCase("api_fellow", "PATCH", who("member"), fellow),
    ApiCase("api_fellow", "DELETE", COORDINATORS, fellow),
    ApiCase("api_invitations_of_organisation", "GET", STEWARDS, organisation),
    ApiCase("api_invitations_of_organisation", "POST", STEWARDS, organisation),
    ApiCase("api_invite_many_to_organisation", "POST", STEWARDS, organisation),
    ApiCase("api_invitations_of_collaborative", "GET", COORDINATORS, collaborative),
    ApiCase("api_invitations_of_collaborative", "POST", COORDINATORS, collaborative),
    ApiCase("api_invite_many_through_collaborative", "POST", COORDINATORS, collaborative),
    ApiCase("api_invitation_batch", "GET", who("lead", others="missing"), batch),
    ApiCase("api_invitation_batch_rows", "GET", who("lead", others="missing"), batch),
    *(
        ApiCase(route, verb, who("lead", "steward", others="missing"), invitation)
        for route, verb in (
            ("api_invitation", "GET"),
            ("api_send_invitation_again", "POST"),
            ("api_invitation", "DELETE"),
            ("api_restore_invitation", "POST"),
        )
    ),
    ApiCase("api_own_invitations", "GET", SIGNED_IN),
    *(
        ApiCase(route, "POST", everyone("missing") | {"anonymous": "sign in"}, invitation)
        for route in (
            "api_take_up_invitation",
            "api_decline_invitation",
            "api_reconsider_invitation",
        )
    ),
    ApiCase("api_join_requests_of", "GET", everyone(), collaborative),
    ApiCase("api_join_requests_of", "POST", SIGNED_IN, collaborative),
    ApiCase("api_join_request", "GET", who("lead", others="missing"), asked),
    ApiCase("api_join_request", "DELETE", everyone("missing") | {"lead": "no"}, asked),
    *(
        ApiCase(f"api_{verb}_join", "POST", who("lead", others="missing"), asked)
        for verb in ("accept", "decline", "reconsider")
    ),
    ApiCase("api_members_of", "GET", COORDINATORS, collaborative),
    ApiCase("api_members_of", "POST", COORDINATORS, collaborative),
    ApiCase("api_member_of", "DELETE", COORDINATORS, part),
    ApiCase("api_restore_member", "POST", COORDINATORS, part),
    ApiCase("api_people_of", "GET", COORDINATORS, collaborative),
    ApiCase("api_appointments_of", "GET", everyone(), collaborative),
    ApiCase("api_appointments_of", "POST", COORDINATORS, collaborative),
    ApiCase("api_appointment_of", "DELETE", COORDINATORS, member_lead),
    ApiCase("api_restore_appointment", "POST", COORDINATORS, member_lead),
    ApiCase("api_message_to_members", "POST", COORDINATORS, collaborative),
    *cases_of("falls"),
    *cases_of("surgery"),
]
