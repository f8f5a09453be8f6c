"""The directory is brought up to date while people post."""

import csv
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from django.conf import settings

from discussions.models import Thread
from networks.models import Organisation
from tests.architecture.order import REPOSITORY
from tests.live.servers import database_of_tests
from tests.percentile import percentile
from tests.proofs.common.writers import ByScript
from tests.proofs.conftest import Proved
from tests.proofs.counts import LINES_OF_AN_IMPORT, PROVING
from tests.world import World

from .crowd import members
from .posting import Posting
from .serving import serving

WRITERS = 4
PAUSE = 0.1
SECONDS = 30
POST_SECONDS = 0.5
MEGABYTES = 200
"""Of which Django with all its apps takes more than half."""


def care_homes(file: Path, lines: int) -> Path:
    """A file of care homes, as the service gives it out."""
    with file.open("w", newline="") as into:
        writer = csv.writer(into, quoting=csv.QUOTE_ALL)
        for n in range(lines):
            cells = [f"V{n:06}", f"LARK HOUSE {n}", "Y58", "QUY", f"{n} HIGH STREET", "BRISTOL"]
            writer.writerow([*cells, *[""] * 3, "BS10 5NB", "20130401", "", "A", *[""] * 14])
    return file


def bring_up_to_date(file: Path, environment: dict[str, str]) -> float:
    """How many seconds the command took."""
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "manage.py", "import_organisations", str(file)],
        cwd=REPOSITORY,
        env=os.environ | environment,
        check=True,
        capture_output=True,
    )
    return time.monotonic() - began


def test_posting_stays_quick_while_ten_thousand_lines_are_read(
    world: World, thread: Thread, tmp_path: Path, proved: Proved
) -> None:
    file = care_homes(tmp_path / "ecarehomehq.csv", LINES_OF_AN_IMPORT)
    with serving(tmp_path, 1) as [server]:
        writers = [
            ByScript(person, world.severnside, server.address)
            for person in members(world)[:WRITERS]
        ]
        posting = Posting(writers, thread, [server], PAUSE)
        took = bring_up_to_date(file, database_of_tests(tmp_path))
        again = bring_up_to_date(file, database_of_tests(tmp_path))
        posting.stop()
    assert Organisation.objects.filter(ods_code__startswith="V").count() == LINES_OF_AN_IMPORT
    assert all(each.is_taken for each in posting.attempts)
    p99 = percentile([each.took for each in posting.attempts], 0.99)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    if PROVING:
        assert took < SECONDS
        assert p99 <= POST_SECONDS
        assert most < MEGABYTES or not settings.EMBEDDED
    proved(
        f"{LINES_OF_AN_IMPORT:,} organisations imported while {WRITERS} people post",
        f"in {took:.1f} s, and again, unchanged, in {again:.1f} s; of {len(posting.attempts)} posts"
        f" meanwhile all were taken, 99 in 100 within {p99 * 1000:.0f} ms",
    )
