"""A layer between processes that loses, repeats and reorders what it carries.

Settings for server processes: `DJANGO_SETTINGS_MODULE=tests.proofs.loss.bad_layer`.
"""

import logging
from random import Random
from typing import Any

from collab.base.live.layer import PokesLayer
from collab.settings import *  # noqa: F403
from collab.settings import CHANNEL_LAYERS as GOOD

DROPPED, REPEATED, HELD_BACK = "dropped", "repeated", "held back"
MISHAPS = [DROPPED, REPEATED, HELD_BACK]

log = logging.getLogger(__name__)


class BadLayer(PokesLayer):
    """Of every ten messages, at random, one is dropped, one sent twice, and one sent after the
    next."""

    def __init__(self, **config: Any) -> None:
        super().__init__(**config)
        self._dice = Random(10)
        self._to_come: list[str] = []
        self._held_back: list[dict[str, Any]] = []

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        mishap = self._next_mishap()
        if mishap:
            log.warning("A poke was %s", mishap)
        if mishap == DROPPED:
            return
        if mishap == HELD_BACK:
            self._held_back.append(message)
            return
        late, self._held_back = self._held_back, []
        twice = [message] if mishap == REPEATED else []
        for each in [message, *twice, *late]:
            await self._get_layer().group_send(group, each)

    def _next_mishap(self) -> str:
        if not self._to_come:
            self._to_come = [*MISHAPS, *[""] * (10 - len(MISHAPS))]
            self._dice.shuffle(self._to_come)
        return self._to_come.pop()


CHANNEL_LAYERS = {name: layer | {"BACKEND": f"{__name__}.BadLayer"} for name, layer in GOOD.items()}
