from django.apps import AppConfig


class PublishedApiConfig(AppConfig):
    name = "collab.api"
    label = "published_api"
