from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from collab.base.operations.archive import ArchiveRefused, restore


class Command(BaseCommand):
    help = (
        "Puts a backup back, with the product stopped. Everyone is signed out, and every access "
        "token ends."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="what `manage.py backup` wrote")
        parser.add_argument(
            "--replace", action="store_true", help="also where there are data, which are lost"
        )

    def handle(self, *, file: Path, replace: bool, **options: object) -> None:
        try:
            restored = restore(file.absolute(), replace=replace)
        except ArchiveRefused as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(f"Everything is as it was on {restored.made_at}. Start the product.")
        self.stdout.write("Everyone is signed out, and every access token has ended.")
        if restored.taken_out_again is None:
            self.stdout.write(
                "No security log was here to tell what was taken out since then. Whoever was "
                "forgotten and what was purged since is back: see docs/production.md."
            )
        elif not restored.taken_out_again:
            self.stdout.write("Nothing was taken out since then that had to be taken out again.")
        else:
            self.stdout.write(
                f"What was taken out since then was taken out again ({restored.taken_out_again})."
            )
