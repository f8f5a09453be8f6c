"""A process whose clock is wrong by so many seconds as `CLOCK_AHEAD` says.

Settings for server processes: `DJANGO_SETTINGS_MODULE=tests.proofs.loss.wrong_clock`.
"""

import os
from datetime import UTC, datetime, timedelta

import time_machine

from collab.settings import *  # noqa: F403

AHEAD = timedelta(seconds=float(os.environ["CLOCK_AHEAD"]))

time_machine.travel(datetime.now(UTC) + AHEAD, tick=True).start()
