from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand

from collab.base.live.server import serve


class Command(BaseCommand):
    help = "Serves the product on one port until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
        parser.add_argument("--port", default=8000, type=int, help="the port to listen on")

    def handle(self, *, host: str, port: int, **options: object) -> None:
        serve(host=host, port=port, ready=self.say_where)

    def say_where(self) -> None:
        self.stdout.write(f"Serving {settings.PUBLIC_BASE_URL}. Ctrl-C ends it.")
        self.stdout.flush()
