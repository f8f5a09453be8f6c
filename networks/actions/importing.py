"""Bringing the directory to what the Organisation Data Service says."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import authorise
from collab.base.accounts.models import Person
from networks.models import Collaborative, OdsRecord, Organisation, Succession
from networks.ods.kinds import kind_of
from networks.ods.layout import Ods, Refused, Succeeded
from networks.policies import LOOK_AFTER_NETWORK
from networks.postcodes import area_of
from networks.roles import NETWORK

from .describing import close
from .organisations import end_all_of

BATCH = 50
"""Lines in one transaction: on SQLite nobody waits longer than for these."""


@dataclass
class Report:
    """What an import did, by ODS code."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    closed: int = 0
    reopened: int = 0
    left_out: int = 0
    """Prescribers that are no general practice, and what had closed before it was ever listed."""
    successions: int = 0
    refused: list[Refused] = field(default_factory=list)


@transaction.atomic
def import_organisations(
    *,
    by: Person,
    rows: Sequence[Ods],
    regions: Mapping[str, Collaborative],
    report: Report,
    at: datetime | None = None,
) -> None:
    """Add, change, close and reopen organisations as some lines of a file say.

    Args:
        rows: at most ``BATCH`` of them.
        regions: the collaborative of each geography, by its code.
        report: what was done is added to it.

    Raises:
        NotPermitted: they are no steward.
    """
    authorise(by, LOOK_AFTER_NETWORK, NETWORK)
    at = at or timezone.now()
    codes = [row.code for row in rows]
    if _closes_any(rows):
        raise_access_epoch()
    known = {
        each.ods_code: each
        for each in Organisation.objects.filter(ods_code__in=codes).select_for_update()
    }
    read_before = OdsRecord.objects.filter(organisation__in=known.values())
    records = {each.organisation_id: each for each in read_before}
    now = _Now(by, regions, at, report)
    wanted = [(row, kind) for row in rows if (kind := kind_of(row)) is not None]
    report.left_out += len(rows) - len(wanted)
    new = []
    for row, kind in wanted:
        organisation = known.get(row.code)
        if organisation is None:
            if row.is_closed:
                report.left_out += 1
            else:
                new.append((row, kind))
            continue
        _bring_up_to_date(organisation, records.get(organisation.pk), row, kind, now)
    _add(new, now)


def _closes_any(rows: Sequence[Ods]) -> bool:
    closed = [row.code for row in rows if row.is_closed]
    return Organisation.objects.still_open().filter(ods_code__in=closed).exists()


class _Now(NamedTuple):
    """Of one import what each of its lines needs."""

    by: Person
    regions: Mapping[str, Collaborative]
    at: datetime
    report: Report


def _add(rows: Sequence[tuple[Ods, str]], now: _Now) -> None:
    added = Organisation.objects.bulk_create(
        Organisation(ods_code=row.code, **_facts(row, kind, now.regions)) for row, kind in rows
    )
    OdsRecord.objects.bulk_create(
        OdsRecord(organisation=organisation, **_said(row, kind), read_at=now.at)
        for organisation, (row, kind) in zip(added, rows, strict=True)
    )
    now.report.added += len(rows)


def _bring_up_to_date(
    organisation: Organisation, record: OdsRecord | None, row: Ods, kind: str, now: _Now
) -> None:
    by, regions, at, report = now
    said = _said(row, kind)
    if record and all(getattr(record, name) == value for name, value in said.items()):
        report.unchanged += 1
        return
    changes = _changes(organisation, record, said, _facts(row, kind, regions))
    if changes:
        Organisation.objects.filter(pk=organisation.pk).update(
            version=organisation.version + 1, **changes
        )
        organisation.refresh_from_db()
    OdsRecord.objects.update_or_create(organisation=organisation, defaults={**said, "read_at": at})
    # What was never read says nothing about why it is closed: a steward may have done that.
    was_closed = record is not None and record.is_closed
    if row.is_closed and organisation.closed_at is None:
        end_all_of(close(organisation, at=at), by=by, at=at)
        Organisation.objects.filter(pk=organisation.pk).update(closed_on=row.closed_on)
        report.closed += 1
    elif was_closed and not row.is_closed and organisation.closed_at:
        close(organisation, at=None)
        Organisation.objects.filter(pk=organisation.pk).update(closed_on=None)
        report.reopened += 1
    elif changes:
        report.changed += 1
    else:
        report.unchanged += 1


def _changes(
    organisation: Organisation,
    record: OdsRecord | None,
    said: dict[str, Any],
    facts: dict[str, Any],
) -> dict[str, Any]:
    """What the service says otherwise than the last time; of what was never read, what the
    directory does not know yet. A name that differs in its capitals alone is the same."""
    if record is None:
        unknown = {name: value for name, value in facts.items() if not getattr(organisation, name)}
        if said["name"].casefold() != organisation.name.casefold():
            return unknown | {"name": said["name"], "former_name": organisation.name}
        return unknown
    of_fact = {"region": "geography", "postcode_area": "postcode"}
    changes = {
        name: value
        for name, value in facts.items()
        if getattr(record, of_fact.get(name, name)) != said[of_fact.get(name, name)]
    }
    if changes.get("name", "").casefold() == organisation.name.casefold():
        changes.pop("name", None)
    if "name" in changes:
        changes["former_name"] = organisation.name
    return changes


def _facts(row: Ods, kind: str, regions: Mapping[str, Collaborative]) -> dict[str, Any]:
    """What the directory says of what a line says."""
    return {
        "name": row.name,
        "kind": kind,
        "town": row.town[:80],
        "postcode": row.postcode,
        "postcode_area": area_of(row.postcode),
        "opened_on": row.opened_on,
        "region": regions.get(row.geography),
    }


def _said(row: Ods, kind: str) -> dict[str, Any]:
    return {
        "name": row.name,
        "kind": kind,
        "geography": row.geography[:10],
        "town": row.town,
        "postcode": row.postcode,
        "opened_on": row.opened_on,
        "is_closed": row.is_closed,
    }


@transaction.atomic
def import_successions(
    *, by: Person, rows: Sequence[Succeeded], report: Report, at: datetime | None = None
) -> None:
    """Remember who took over from whom, as some lines of a file say.

    Raises:
        NotPermitted: they are no steward.
    """
    authorise(by, LOOK_AFTER_NETWORK, NETWORK)
    codes = {code for row in rows for code in (row.code, row.successor)}
    found = Organisation.objects.filter(ods_code__in=codes).only("pk", "ods_code")
    known = {each.ods_code: each.pk for each in found}
    wanted = []
    for row in rows:
        if missing := next((code for code in (row.code, row.successor) if code not in known), None):
            says = _("No organisation here has the code %(code)s. Import its file first.")
            report.refused.append(Refused(row.line, says % {"code": missing}))
        else:
            wanted.append(row)
    before = Succession.objects.count()
    Succession.objects.bulk_create(
        (
            Succession(
                predecessor_id=known[row.code],
                successor_id=known[row.successor],
                on=row.on,
                by=by,
                at=at or timezone.now(),
            )
            for row in wanted
        ),
        ignore_conflicts=True,
    )
    made = Succession.objects.count() - before
    report.successions += made
    report.unchanged += len(wanted) - made
