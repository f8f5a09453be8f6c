import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab.settings")
pages = get_asgi_application()

from django.conf import settings

from collab.base.live.origins import ExactOrigin
from collab.routing import websocket_urlpatterns

application = ProtocolTypeRouter(
    {
        "http": pages,
        "websocket": ExactOrigin(URLRouter(websocket_urlpatterns), settings.SOCKET_ORIGINS),
    }
)
