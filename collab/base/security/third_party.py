"""How long the rows of libraries' models are kept. What goes with its person says so by the foreign
key."""

from datetime import timedelta

from .retention import Record, Retention, Then

THIRD_PARTY = {
    "account.EmailAddress": Retention(record=Record.STAFF, with_="user", who=("email",)),
    "account.EmailConfirmation": Retention(
        record=Record.TRANSIENT,
        time=timedelta(days=30),
        counted_from="created",
        then=Then.DELETE,
        secrets=("key",),
    ),
    "admin.LogEntry": Retention(
        record=Record.AUDIT,
        with_="user",
        written=("object_repr", "change_message"),
        codes=("object_id",),
    ),
    "auth.Group": Retention(record=Record.SYSTEM, codes=("name",)),
    "auth.Permission": Retention(record=Record.SYSTEM, codes=("name", "codename")),
    "contenttypes.ContentType": Retention(record=Record.SYSTEM, codes=("app_label", "model")),
    # A job's arguments are references, never a name or a text.
    "django_tasks_database.DBTaskResult": Retention(
        record=Record.TRANSIENT,
        time=timedelta(days=30),
        counted_from="finished_at",
        then=Then.DELETE,
        codes=(
            "args_kwargs",
            "task_path",
            "worker_ids",
            "queue_name",
            "backend_name",
            "return_value",
            "exception_class_path",
            "traceback",
        ),
    ),
    "mfa.Authenticator": Retention(record=Record.SYSTEM, with_="user", secrets=("data",)),
    "socialaccount.SocialAccount": Retention(
        record=Record.STAFF,
        with_="user",
        who=("uid", "extra_data"),
        codes=("provider",),
    ),
    "socialaccount.SocialApp": Retention(
        record=Record.SYSTEM,
        secrets=("client_id", "secret", "key", "settings"),
        codes=("provider", "provider_id", "name"),
    ),
    "socialaccount.SocialToken": Retention(
        record=Record.SYSTEM, with_="account", secrets=("token", "token_secret")
    ),
}
