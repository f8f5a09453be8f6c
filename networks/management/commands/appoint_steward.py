from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from collab.base.access.permissions import NotPermitted
from collab.base.accounts.models import Person
from networks.actions.collaboratives import appoint_steward


class Command(BaseCommand):
    help = "Appoints the first national steward, who looks after the network from then on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address with which they sign in")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        # An address that nobody has confirmed may have been entered by anybody.
        confirmed = {"emailaddress__email__iexact": email, "emailaddress__verified": True}
        try:
            person = Person.objects.get(is_active=True, **confirmed)
            appoint_steward(by=None, person=person)
        except Person.DoesNotExist:
            sign_up = f"{settings.PUBLIC_BASE_URL}{reverse('account_signup')}"
            raise CommandError(
                f"Nobody can sign in with {email}. Have them create an account at {sign_up} "
                "and follow the link in the mail, then try again."
            ) from None
        except NotPermitted:
            raise CommandError("There is a national steward already. Nothing changed.") from None
        self.stdout.write(f"{person.name} is the national steward now.")
