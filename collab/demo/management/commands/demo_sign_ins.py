from typing import Any

from django.core.management.base import BaseCommand

from collab.demo.cast import sign_ins
from collab.demo.ground import PASSWORD


class Command(BaseCommand):
    help = "Print the people of the demo story to sign in as, and their password."

    def handle(self, *args: Any, **options: Any) -> None:
        people = sign_ins()
        if not people:
            return
        self.stdout.write(f"Sign in as one of these, password: {PASSWORD}")
        for person in people:
            role = person["job_title"].lower()
            self.stdout.write(
                f"  {person['email']:<34}{person['name']}, {role}, {person['organisation']}"
            )
        self.stdout.write(
            "Ben also confirms who belongs to his hospital; Priya leads a collaborative, from its"
            " desk; Daniel reads the security log."
        )
