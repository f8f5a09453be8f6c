import os

import django
from channels.routing import ProtocolTypeRouter, URLRouter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab.settings")
django.setup(set_prefix=False)

from django.conf import settings

from collab.base.live.origins import ExactOrigin
from collab.base.operations.answering import Pages
from collab.routing import websocket_urlpatterns

application = ProtocolTypeRouter(
    {
        "http": Pages(),
        "websocket": ExactOrigin(URLRouter(websocket_urlpatterns), settings.SOCKET_ORIGINS),
    }
)
