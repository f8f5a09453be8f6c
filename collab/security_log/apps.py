from django.apps import AppConfig


class SecurityLogConfig(AppConfig):
    name = "collab.security_log"
    label = "security_log"

    def ready(self) -> None:
        from . import policies
