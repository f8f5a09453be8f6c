from argparse import ArgumentParser

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from collab.base.live.server import serve


class Command(BaseCommand):
    help = "Brings the database up to date, fills an empty one with the demo story, and serves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", default=8000, type=int, help="the port to listen on")

    def handle(self, *, port: int, **options: object) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("seed_demo", if_empty=True)
        serve(host="127.0.0.1", port=port, ready=self.greet)

    def greet(self) -> None:
        call_command("demo_sign_ins")
        self.stdout.write(f"\nOpen {settings.PUBLIC_BASE_URL} in a browser. Ctrl-C ends it.")
        self.stdout.flush()
