from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from collab.base.accounts.models import Person
from collab.demo.story import tell_story


class Command(BaseCommand):
    help = "Tell the demo story: collaboratives, organisations, people, and what they wrote."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where people have accounts already"
        )

    def handle(self, *args: Any, if_empty: bool, **options: Any) -> None:
        # Its people share one password that anybody can read here: on a real network the story
        # would be a way in.
        if not settings.DEMO:
            raise CommandError(
                "This is a production deployment (DATABASE_URL is set), and the demo people's"
                " password is public. Set DEMO=1 if this network is for demonstration only."
            )
        if Person.objects.exists():
            if if_empty:
                return
            raise CommandError(
                "There are people here already, and the story would mix with them. To begin"
                " afresh, empty the database; `make demo-reset` does it for a local one."
            )
        tell_story(now=timezone.now())
