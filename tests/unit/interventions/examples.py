"""Interventions to test with, shared through the product's own action."""

from dataclasses import replace
from typing import Any

from collab.interventions.actions import save_version, share_intervention
from collab.interventions.drafts import Draft
from collab.interventions.models import Intervention
from tests.world import World

SURGICAL = """\
Three pauses in every operation, each said aloud with everyone listening.

> **Measure the last pause.** A checklist that stops early looks adopted and is not.

## Sign in (before anaesthesia)

- [ ] Patient has said their name, the site, the procedure and their consent
- [ ] Site is marked, or marking does not apply
- [ ] Anaesthesia safety check is done
- [ ] Pulse oximeter is on and working
- [ ] Known allergy is said aloud
  or “no known allergy”
- [ ] Difficult airway or risk of aspiration
  If yes: equipment and help are in the room
- [ ] Risk of losing more than 500 ml of blood

## Time out (before the first cut)

- [ ] Everyone has said their name and role
- [ ] Patient, site and procedure are said aloud
- [ ] Surgeon: critical steps, length, expected blood loss
- [ ] Anaesthetist: concerns for this patient
- [ ] Nurses: sterility confirmed, equipment concerns
- [ ] Antibiotic given within the last 60 minutes
- [ ] Imaging is on display

## Sign out (before the patient leaves theatre)

- [ ] Name of the procedure is recorded
- [ ] Instruments, swabs and needles are counted
- [ ] Specimen is labelled
- [ ] Equipment problems are written down
- [ ] Concerns for recovery are said aloud

## How we run it

The anaesthetist leads the sign in, the surgeon the time out.
"""

DRAFT = Draft(
    title="Surgical safety checklist",
    kind="checklist",
    summary="Three pauses in every operation.",
    setting="Operating theatre",
    problem="Wrong site, retained items, missed allergy",
    evidence="in_use",
    licence="source",
    taken_by="anyone",
    body=SURGICAL,
)


def draft(**changes: Any) -> Draft:
    return replace(DRAFT, **changes)


def shared(world: World, **changes: Any) -> Intervention:
    """Amina of Severnside shares an intervention in the space for falls, unless told otherwise."""
    who = {"by": world.amina, "for_organisation": world.severnside, "space": world.falls}
    who = {name: changes.pop(name, value) for name, value in who.items()}
    when = changes.pop("at", None)
    return share_intervention(content=draft(**changes), at=when, **who)


def revised(world: World, intervention: Intervention, **changes: Any) -> Intervention:
    """Ben of Kingsholm saves the next version, unless told otherwise."""
    how = {
        "by": world.ben,
        "for_organisation": world.kingsholm,
        "started_from": intervention.number,
        "note": "",
    }
    how = {name: changes.pop(name, value) for name, value in how.items()}
    return save_version(intervention=intervention, content=draft(**changes), **how)
