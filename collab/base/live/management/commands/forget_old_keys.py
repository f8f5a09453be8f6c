from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from collab.base.live.idempotency import forget_old_keys


class Command(BaseCommand):
    help = "Forgets the keys of requests that were answered more than seven days ago."

    def handle(self, *args: Any, **options: Any) -> None:
        removed = forget_old_keys(timezone.now())
        self.stdout.write(f"{removed} keys forgotten")
