from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from collab.base.operations.archive import ArchiveRefused, back_up


class Command(BaseCommand):
    help = "Writes the database, the files and the keys into one file, while the product runs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write it, for example backup.tar.gz")

    def handle(self, *, file: Path, **options: object) -> None:
        try:
            manifest = back_up(file.absolute())
        except ArchiveRefused as reason:
            raise CommandError(str(reason)) from reason
        self.stdout.write(
            f"{file} holds the database and {len(manifest['members']) - 1} more files. "
            "It holds keys and what is private: keep it where only you can read it."
        )
