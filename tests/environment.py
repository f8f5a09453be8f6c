"""The environment tests run in, set before anything reads the settings (`-p tests.environment`).

With no `DATABASE_URL` the product runs embedded on SQLite; with one (see `tests.services`) it runs
as in production, and whatever production needs besides is filled in here.
"""

import os
import signal
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

REPOSITORY = Path(__file__).resolve().parent.parent
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")

# A run in the background ignores Ctrl-C, and so would every server that it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)

os.environ.pop("DEBUG", None)
os.environ["DATA_DIR"] = str(REPOSITORY / "var/tests" / os.environ.get("PROVE_AS", ""))
os.environ["SECRET_KEY"] = "a key for tests alone"
os.environ.setdefault("SECOND_FACTOR_REQUIRED", "0")  # tests of it ask for it
os.environ.setdefault("MESSAGES_A_MINUTE", "1000000")  # tests write faster than people may
os.environ.setdefault("CORPORA_DIR", str(REPOSITORY / "tests/data"))
os.environ.setdefault("SPC_CASES_DIR", str(REPOSITORY / "tests/data"))

if "DATABASE_URL" in os.environ:
    os.environ.setdefault("DATABASE_POOL", "40")
    os.environ.setdefault("PUBLIC_BASE_URL", "http://localhost:8000")
    os.environ.setdefault("EMAIL_URL", "memorymail://")
    os.environ.setdefault("DEFAULT_FROM_EMAIL", "collab@example.org")

if redis := os.environ.get("REDIS_URL"):
    # Each worker has a database of its own; pub/sub knows no databases, so a prefix parts that.
    os.environ["REDIS_URL"] = urlunsplit(urlsplit(redis)._replace(path=f"/{WORKER[2:]}"))
    os.environ["REDIS_PREFIX"] = f"tests-{WORKER}"
