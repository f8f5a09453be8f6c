import time
from dataclasses import fields
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from collab.base.accounts.models import Person
from collab.demo.ground import PASSWORD
from collab.demo.scale.seeding import counted, seed
from collab.demo.scale.sizes import Sizes, TooSmall


class Command(BaseCommand):
    help = "Fill an empty database with a network as large as England's, to see how quick it is."

    def add_arguments(self, parser: CommandParser) -> None:
        for each in fields(Sizes):
            parser.add_argument(f"--{each.name}", type=int, default=each.default)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "This is a production deployment (DATABASE_URL is set), and the password of these"
                " people is public. Set DEMO=1 if this network is for measuring only."
            )
        if Person.objects.exists():
            raise CommandError(
                "There are people here already, and these would mix with them. Name an empty"
                " database in DATABASE_URL."
            )
        try:
            sizes = Sizes(**{each.name: options[each.name] for each in fields(Sizes)})
        except TooSmall as reason:
            raise CommandError(str(reason)) from reason
        began = time.monotonic()
        seed(sizes, now=timezone.now())
        for what, number in counted():
            self.stdout.write(f"{number:>11,}  {what}")
        first = Person.objects.earliest("pk")
        self.stdout.write(
            f"In {time.monotonic() - began:.0f} seconds. All sign in with the password"
            f" “{PASSWORD}”, such as {first.email}, a national steward."
        )
