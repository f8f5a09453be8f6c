"""What the tutorial's chat needs: a layer, through Redis where there is one."""

import os

SECRET_KEY = "a key for a chat alone"
INSTALLED_APPS = ["channels"]
REDIS = os.environ.get("TUTORIAL_REDIS_URL")
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [{"address": REDIS, "max_connections": 5_000}]},
    }
    if REDIS
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}
