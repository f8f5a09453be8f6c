from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "collab.base.live"
    label = "live"
