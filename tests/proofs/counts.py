"""How long each proof is: small in `make test`, whole in `make prove`."""

import os

PROVING = bool(os.environ.get("PROVE"))


def _count(*, small: int, whole: int) -> int:
    return whole if PROVING else small


# Nothing leaks
ONE_REQUEST_IN = _count(small=11, whole=1)
EMPTY_AUDIENCES = _count(small=100, whole=2_000)
ROUNDS_OF_REVOCATION = _count(small=1, whole=10)
ROUNDS_OF_IDLE_REVOCATION = _count(small=1, whole=3)
MOVES_BOTH_WAYS = _count(small=30, whole=3_000)

# Nothing is lost
KILLS_OF_A_SERVER = _count(small=1, whole=20)
POSTS_DURING_KILLS = _count(small=40, whole=2_000)
KILLS_OF_REDIS = _count(small=1, whole=10)
RESTARTS_OF_POSTGRESQL = _count(small=1, whole=10)
POSTS_AROUND_EACH_END = _count(small=30, whole=100)
POSTS_THROUGH_A_BAD_LAYER = _count(small=40, whole=1_000)
SAME_KEY_AT_ONCE = _count(small=24, whole=50)
ROUNDS_OF_THE_SAME_KEY = _count(small=1, whole=20)
PROCESSES_WRITING = _count(small=4, whole=8)
WRITES_OF_EACH = _count(small=10, whole=250)
PAGES_OPEN_AT_A_RESTORE = _count(small=5, whole=100)
POSTS_BY_WRONG_CLOCKS = _count(small=10, whole=100)
HOURS_AROUND_A_CHANGE = _count(small=10, whole=50)
POSTS_UNTIL_DISK_FULL = _count(small=20, whole=1_000)
REFUSALS_OF_A_FULL_DISK = _count(small=12, whole=100)

# Bounds
PERCENT_OF_SCALE = _count(small=2, whole=100)
SECONDS_OF_NOT_READING = _count(small=2, whole=20)
SOCKETS_CUT_AT_ONCE = _count(small=50, whole=1_000)
CONNECTS_AND_DISCONNECTS = _count(small=100, whole=5_000)
SECONDS_OF_SOAK = _count(small=3, whole=30 * 60)
ORGANISATIONS_TO_FIND = _count(small=200, whole=20_000)
LINES_OF_AN_IMPORT = _count(small=200, whole=10_000)
POSTS_A_MINUTE = _count(small=30, whole=100)
ENDS_UNDER_LOAD = _count(small=1, whole=10)
