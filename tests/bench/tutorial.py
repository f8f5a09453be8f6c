"""A chat as tutorials of Channels teach it: a consumer for each socket, a group for the room, and
what one sends goes through the layer to each."""

import json
import os

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter

ROOM = "room"


class Chat(AsyncWebsocketConsumer):
    async def connect(self):
        await self.channel_layer.group_add(ROOM, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(ROOM, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        said = json.loads(text_data)
        await self.channel_layer.group_send(ROOM, {"type": "said", "message": said["message"]})

    async def said(self, event):
        await self.send(text_data=json.dumps({"message": event["message"]}))


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.tutorial_settings")
django.setup()
application = ProtocolTypeRouter({"websocket": Chat.as_asgi()})
