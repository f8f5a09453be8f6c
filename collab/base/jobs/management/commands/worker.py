import os
import signal
import sys
from threading import Event
from types import FrameType

from django.core.management.base import BaseCommand

from collab.base.jobs.worker import Worker

SECONDS_TO_END = 20


class Command(BaseCommand):
    help = "Runs jobs and sends mail until SIGTERM or Ctrl-C."

    def handle(self, *args: object, **options: object) -> None:
        ending = Event()

        def end(number: int, frame: FrameType | None) -> None:
            ending.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        worker = Worker()
        worker.start()
        self.stdout.write("Working. Ctrl-C ends it.")
        self.stdout.flush()
        ending.wait()
        worker.stop()
        worker.join(SECONDS_TO_END)
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)  # an ordinary exit would wait for a job that hangs
