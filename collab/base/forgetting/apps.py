from django.apps import AppConfig


class ForgettingConfig(AppConfig):
    name = "collab.base.forgetting"
    label = "forgetting"

    def ready(self) -> None:
        from collab.base.operations.taken_out import take_out_again
        from collab.base.security.log import Kind

        from . import jobs, own, policies
        from .actions import forget_again

        take_out_again(Kind.FORGOTTEN, "person", forget_again)
