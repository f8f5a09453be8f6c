from django.apps import AppConfig


class FellowsConfig(AppConfig):
    name = "fellows"
    label = "fellows"

    def ready(self) -> None:
        from collab.base.accounts.own_page import stands_on_own_page
        from collab.base.forgetting.leaving import tells_about_somebody, when_somebody_leaves

        from . import policies
        from .own import EXPERTISE, forget_expertise
        from .views import on_own_page

        stands_on_own_page(on_own_page)
        tells_about_somebody(EXPERTISE)
        when_somebody_leaves(forget_expertise)
