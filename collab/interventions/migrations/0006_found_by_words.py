"""Words in a title, summary or setting are found by their letters in threes. SQLite reads all."""

from django.db import migrations

COLUMNS = ", ".join(
    f"upper({name}::text) gin_trgm_ops" for name in ("title", "summary", "setting")
)


def index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        schema_editor.execute(
            "CREATE INDEX interventions_by_words ON interventions_intervention"
            f" USING gin ({COLUMNS})"
        )


def leave(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX interventions_by_words")


class Migration(migrations.Migration):
    dependencies = [("interventions", "0005_quick_at_scale")]
    operations = [migrations.RunPython(index, leave)]
