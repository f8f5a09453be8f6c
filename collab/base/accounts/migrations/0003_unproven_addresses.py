from typing import Any

from django.db import migrations
from django.db.models import F


def remove_unproven(apps: Any, schema_editor: Any) -> None:
    """A further address is kept only once it is proven: one that waits can be asked for anew."""
    addresses = apps.get_model("account", "EmailAddress").objects
    addresses.filter(verified=False).exclude(email=F("user__email")).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_sessions"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]

    operations = [migrations.RunPython(remove_unproven, migrations.RunPython.noop)]
