from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "collab.base.access"
    label = "access"
