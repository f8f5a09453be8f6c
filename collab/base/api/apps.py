from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "collab.base.api"
    label = "api"

    def ready(self) -> None:
        from collab.base.accounts.leaving import when_choosing_a_password
        from collab.base.forgetting.leaving import tells_about_somebody, when_somebody_leaves
        from collab.base.live.sessions import programs_sign_in_by
        from collab.base.operations.archive import after_restore

        from . import authentication, policies
        from .actions import end_all_tokens, revoke_tokens
        from .own import TOKENS, forget_tokens
        from .sockets import BY_TOKEN

        programs_sign_in_by(BY_TOKEN)
        tells_about_somebody(TOKENS)
        when_choosing_a_password(revoke_tokens)
        when_somebody_leaves(forget_tokens)
        after_restore(end_all_tokens)
