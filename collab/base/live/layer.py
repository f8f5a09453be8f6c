"""Redis as the layer of the pokes, which waits for what comes.

The library's own looks ten times a second whether something came. In a process whose pages are
quiet that is most of what live delivery costs. The methods replaced here are not promised: versions
are locked, and tests with two processes tell whether pokes still arrive.
"""

import asyncio
import logging
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer, RedisSingleShardConnection

AGAIN_AFTER = 1  # second

log = logging.getLogger(__name__)


class Connection(RedisSingleShardConnection):
    async def _do_receiving(self) -> None:
        while True:
            try:
                message = await self._pubsub.get_message(
                    ignore_subscribe_messages=True, timeout=None
                )
                self._receive_message(message)
            except Exception as error:
                log.warning("Redis cannot be listened to: %r", error)
                await asyncio.sleep(AGAIN_AFTER)


class PokesLayer(RedisPubSubChannelLayer):
    def _get_layer(self) -> Any:
        layer = super()._get_layer()
        if not all(isinstance(shard, Connection) for shard in layer._shards):
            layer._shards = [Connection(shard.host, layer) for shard in layer._shards]
        return layer
