from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "collab.home"
    label = "home"
