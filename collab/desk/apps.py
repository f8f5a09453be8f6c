from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "collab.desk"
    label = "desk"
