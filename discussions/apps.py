from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    name = "discussions"
    label = "discussions"

    def ready(self) -> None:
        from collab.base.access.subjects import register
        from collab.base.live.fragments import register_fragments
        from collab.base.markup import render
        from collab.base.markup.rerendering import register_rendered

        from . import events, policies  # noqa: F401
        from .live import fragments
        from .models import Message, Thread

        register("thread", Thread)
        register("message", Message)
        register_fragments("message", fragments)

        def rendered(message: Message) -> dict[str, str]:
            shown = render(message.body)
            return {"body_html": shown.html, "first_line": shown.first_line}

        register_rendered(Message, rendered)
