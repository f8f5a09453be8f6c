from django.apps import AppConfig


class SecurityConfig(AppConfig):
    name = "collab.base.security"
    label = "security"
    label = "security"
