"""A layer that loses half of what it carries between processes, whoever sent it.

Settings for server processes: `DJANGO_SETTINGS_MODULE=tests.proofs.leaks.lossy_layer`.
"""

import logging
from random import Random
from typing import Any

from collab.base.live.layer import PokesLayer
from collab.settings import *  # noqa: F403
from collab.settings import CHANNEL_LAYERS as GOOD

LOST = "A poke was lost"

log = logging.getLogger(__name__)


class LossyLayer(PokesLayer):
    def __init__(self, **config: Any) -> None:
        super().__init__(**config)
        self._dice = Random(2)

    async def receive(self, channel: str) -> dict[str, Any]:
        while True:
            message = await self._get_layer().receive(channel)
            if self._dice.random() < 0.5:
                return message
            log.warning(LOST)


CHANNEL_LAYERS = {
    name: layer | {"BACKEND": f"{__name__}.LossyLayer"} for name, layer in GOOD.items()
}
