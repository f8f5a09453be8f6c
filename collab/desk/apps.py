from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "collab.desk"
    label = "desk"

    def ready(self) -> None:
        from collab.base.forgetting.leaving import tells_about_somebody

        from . import mails, members_table, own, policies

        tells_about_somebody(own.STEPS)
