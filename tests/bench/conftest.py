from tests.live.conftest import hub_ends, thread, world

__all__ = ["hub_ends", "thread", "world"]
