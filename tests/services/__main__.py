"""Runs a command with a PostgreSQL and a Redis of its own: `python -m tests.services pytest …`.

The command runs as in production: `DATABASE_URL` and `REDIS_URL` say where the servers are, the
database is migrated, and the static files are collected.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.services.postgresql import postgresql
from tests.services.redis import redis


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with postgresql() as database_url, redis() as redis_url:
        own_programs = str(Path(sys.executable).parent)
        os.environ |= {
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "PATH": os.pathsep.join([own_programs, os.environ["PATH"]]),
        }
        import tests.environment  # noqa: F401  it completes what production needs

        preparing = [
            subprocess.Popen([sys.executable, "manage.py", each, "--no-input", "--verbosity=0"])
            for each in ("migrate", "collectstatic")
        ]
        ended_with = [each.wait() for each in preparing]
        if any(ended_with):
            return 1
        os.environ["MIGRATED_DATABASE"] = "collab"
        return subprocess.run(command).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
