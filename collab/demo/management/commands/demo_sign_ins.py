from typing import Any

from django.core.management.base import BaseCommand

from collab.base.accounts.models import Person
from collab.demo import reading
from collab.demo.ground import PASSWORD

WHO = ["amina.okafor", "ben.hughes", "daniel.achebe"]


class Command(BaseCommand):
    help = "Print three people of the demo story to sign in as, and their password."

    def handle(self, *args: Any, **options: Any) -> None:
        cast = {person["key"]: person for person in reading.records("people")["person"]}
        if not Person.objects.filter(email=cast[WHO[0]]["email"]).exists():
            return
        self.stdout.write(f"Sign in as one of these, password: {PASSWORD}")
        for key in WHO:
            person = cast[key]
            role = person["job_title"].lower()
            self.stdout.write(
                f"  {person['email']:<34}{person['name']}, {role}, {person['organisation']}"
            )
        self.stdout.write(
            "Ben also confirms who belongs to his hospital; Daniel reads the security log."
        )
