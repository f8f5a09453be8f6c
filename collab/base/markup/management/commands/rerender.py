from typing import Any

from django.core.management.base import BaseCommand

from ...rerendering import rerender


class Command(BaseCommand):
    help = "Build the HTML of stored texts again where it was made by older rules."

    def handle(self, *args: Any, **options: Any) -> None:
        for outcome in rerender():
            name = outcome.model._meta.verbose_name_plural
            self.stdout.write(f"{name}: {outcome.rebuilt} rebuilt")
            for key in outcome.refused:
                self.stderr.write(f"{name}: {key} is refused now and keeps its former HTML")
