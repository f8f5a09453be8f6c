"""What people have asked of each other: invitations, and organisations that somebody missed."""

from datetime import datetime, timedelta
from typing import Any

from networks.models import (
    Affiliation,
    Invitation,
    InvitationBatch,
    InvitationRow,
    Organisation,
    Registration,
)
from networks.models.invitations import hash_of
from networks.postcodes import area_of

from .names import PLACES, email_of, postcode
from .network import Known, Network

State = Invitation.State
STATES = (
    *[State.WAITING] * 3,
    *[State.EXPIRED] * 4,
    *[State.TAKEN_UP] * 6,
    State.WITHDRAWN,
    State.DECLINED,
)
"""What becomes of invitations, in turn."""
INVITED = 20
"""By each organisation, within what is kept."""
AT_ONCE = 400
"""Invitations that each lead has sent at once."""
LASTS = timedelta(days=14)
MISSED = 20
"""Of so many organisations somebody registered one, and a steward confirmed it; another waits."""


def ask_each_other(network: Network) -> None:
    bodies = len(network.collaboratives)
    for n in range(len(network.organisations)):
        for i in range(INVITED):
            _invite(network, n, i)
    for n in range(bodies):
        _invite_many(network, n)
    for n in range(bodies, len(network.organisations), MISSED):
        _register(network, n)


def _invite(network: Network, n: int, i: int) -> None:
    """The first of each organisation goes to somebody who has an account; the lead of the region's
    collaborative sends every third."""
    state, by = STATES[i % len(STATES)], network.belonging[n][0]
    through: dict[str, int] = {}
    if i % 3 == 1:
        through["collaborative_id"] = network.collaboratives[network.region[n]].id
        by = network.belonging[network.region[n]][0]
    sent = network.now - timedelta(days=i % 12)
    if state == State.EXPIRED:
        sent -= LASTS
    elif state == State.TAKEN_UP:
        through |= {"taken_up_by_id": network.belonging[n][-1]}
    answers: dict[State, dict[str, Any]] = {
        State.TAKEN_UP: {"taken_up_at": sent},
        State.WITHDRAWN: {"revoked_at": sent, "revoked_by_id": by},
        State.DECLINED: {
            "revoked_at": sent,
            "revoked_by_id": network.belonging[n][-1],
            "declined": True,
        },
    }
    became = answers.get(state, {})
    account = n * 7 % len(network.people)
    network.tables.add(
        Invitation,
        to=f"asked-{n}-{i}@scale.example" if i else email_of(account),
        organisation_id=network.organisations[n].id,
        role=Affiliation.Kind.MEMBER,
        by_id=by,
        at=sent,
        sent_at=sent,
        token_hash=hash_of(f"{n} {i}"),
        expires_at=sent + LASTS,
        **through,
        **became,
    )


def _invite_many(network: Network, n: int) -> None:
    """A lead has invited many for the organisations of the region, and most were invited."""
    theirs = [at for at, region in enumerate(network.region) if region == n]
    when = network.now - timedelta(days=3)
    batch = network.tables.add(
        InvitationBatch,
        collaborative_id=network.collaboratives[n].id,
        by_id=network.belonging[n][0],
        at=when,
        done_at=when,
    )
    outcomes = InvitationRow.Outcome
    for i in range(AT_ONCE):
        network.tables.add(
            InvitationRow,
            batch_id=batch,
            n=i + 1,
            to=f"many-{n}-{i}@scale.example",
            organisation_id=network.organisations[theirs[i % len(theirs)]].id,
            role=Affiliation.Kind.MEMBER,
            outcome=outcomes.REFUSED if i % 9 == 8 else outcomes.INVITED,
            why="" if i % 9 < 8 else "They belong there already.",
        )


def _register(network: Network, n: int) -> None:
    """One that is listed was registered; another of a similar name waits for a steward."""
    by = network.people[n * 11 % len(network.people)]
    _registered(network, network.organisations[n].id, by, network.long_ago, decided=True)
    place = PLACES[(n + 1) % len(PLACES)]
    missed = network.tables.add(
        Organisation,
        name=f"{place} House {n}",
        kind=Organisation.Kind.CARE_HOME,
        listed=False,
        town=place,
        postcode=postcode(n + 1),
        postcode_area=area_of(postcode(n + 1)),
        region_id=network.collaboratives[network.region[n]].id,
    )
    _registered(network, missed, by, network.now - timedelta(hours=n), decided=False)


def _registered(
    network: Network, organisation: int, by: Known, at: datetime, *, decided: bool
) -> None:
    decision: dict[str, Any] = {
        "outcome": Registration.Outcome.CONFIRMED,
        "decided_at": at,
        "decided_by_id": network.stewards[0],
    }
    network.tables.add(
        Registration,
        organisation_id=organisation,
        by_id=by.id,
        at=at,
        **decision if decided else {},
    )
