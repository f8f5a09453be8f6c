import csv
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from collab.base.accounts.models import Person
from networks.actions.importing import (
    BATCH,
    Report,
    import_organisations,
    import_successions,
)
from networks.models import Collaborative, NationalRole
from networks.ods.layout import Line, NotRead, Ods, Refused, Succeeded, lines_of

GEOGRAPHIES = Path(__file__).resolve().parents[2] / "ods/geographies.csv"
BAR = 30


class Command(BaseCommand):
    help = (
        "Brings the directory to what a file of the Organisation Data Service says: trusts, general"
        " practices, care homes (27 columns), or who succeeded whom (5 columns)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the CSV file, as the service gives it out")
        parser.add_argument("--by", help="the address of the steward who does it")

    def handle(self, *args: Any, file: Path, by: str | None, **options: Any) -> None:
        steward, regions = self._steward(by), regions_by_code()
        report = Report()
        try:
            total = sum(1 for _line in lines_of(file))
            done = 0
            for some in in_batches(lines_of(file), BATCH):
                report.refused += [each for each in some if isinstance(each, Refused)]
                if rows := [each for each in some if isinstance(each, Ods)]:
                    import_organisations(by=steward, rows=rows, regions=regions, report=report)
                if told := [each for each in some if isinstance(each, Succeeded)]:
                    import_successions(by=steward, rows=told, report=report)
                done += len(some)
                self._show(done, total)
        except NotRead as error:
            raise CommandError(f"{error} Nothing changed.") from None
        self._say(report)

    def _steward(self, email: str | None) -> Person:
        stewards = Person.objects.filter(
            is_active=True, pk__in=NationalRole.objects.current().values("person")
        )
        if email:
            stewards = stewards.filter(email=email.lower())
        steward = stewards.order_by("pk").first()
        if steward is None:
            raise CommandError(
                f"{email} is no national steward. Name one with --by."
                if email
                else "There is no national steward yet, in whose name this would be done."
                " Appoint the first with: manage.py appoint_steward EMAIL"
            )
        return steward

    def _show(self, done: int, total: int) -> None:
        if not self.stderr.isatty():
            return
        full = BAR * done // total
        end = "\n" if done == total else ""
        self.stderr.write(f"\r[{'#' * full}{' ' * (BAR - full)}] {done:,} of {total:,}", ending=end)

    def _say(self, report: Report) -> None:
        for name in ("added", "changed", "closed", "reopened", "unchanged"):
            self.stdout.write(f"{getattr(report, name):>9,}  {name}")
        self.stdout.write(f"{report.left_out:>9,}  left out: closed before, or no general practice")
        self.stdout.write(f"{report.successions:>9,}  successions")
        self.stdout.write(f"{len(report.refused):>9,}  refused")
        for each in sorted(report.refused):
            self.stdout.write(f"  line {each.line}: {each.says}")


def in_batches(lines: Iterable[Line], size: int) -> Iterator[list[Line]]:
    """Some lines at a time, in their order."""
    following = iter(lines)
    while some := list(islice(following, size)):
        yield some


def regions_by_code() -> dict[str, Collaborative]:
    """The collaborative of each geography, by its code.

    The table beside this says in which region each integrated care board lies. It is put together
    by hand: where boards and innovation networks do not share a border, it has the larger part.
    """
    by_region = {each.region.casefold(): each for each in Collaborative.objects.still_open()}
    with GEOGRAPHIES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {
        row["code"]: by_region[row["region"].casefold()]
        for row in rows
        if row["region"].casefold() in by_region
    }
