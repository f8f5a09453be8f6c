from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from collab.base.accounts.models import Person
from networks.actions.beginning import AlreadyThere
from networks.actions.suspending import readmit_person, suspend_person


class Command(BaseCommand):
    help = "Keeps somebody out of their account, at once and on every device; --end lets them in."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address with which they sign in")
        parser.add_argument("--end", action="store_true", help="end the suspension")

    def handle(self, *args: Any, email: str, end: bool, **options: Any) -> None:
        try:
            person = Person.objects.get(email__iexact=email)
            (readmit_person if end else suspend_person)(by=None, person=person)
        except Person.DoesNotExist:
            raise CommandError(f"Nobody signs in with {email}. Nothing changed.") from None
        except AlreadyThere:
            state = "not suspended" if end else "suspended already"
            raise CommandError(f"{email} is {state}. Nothing changed.") from None
        self.stdout.write(f"{person.name} {'can sign in again' if end else 'is suspended'}.")
