from tests.live.conftest import hub_ends, world

__all__ = ["hub_ends", "world"]
