from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    name = "discussions"
    label = "discussions"

    def ready(self) -> None:
        from collab.base.access.subjects import register
        from collab.base.live.fragments import register_fragments
        from collab.base.markup.rerendering import register_rendered

        from . import events, policies
        from .actions import rendered
        from .live import fragments
        from .models import Message, Thread

        register("thread", Thread)
        register("message", Message)
        register_fragments("message", fragments)
        register_rendered(Message, lambda message: rendered(message.body))
