from django.db import migrations


class Migration(migrations.Migration):
    """An index for the look for jobs whose worker has died; django-tasks-db has none for it."""

    dependencies = [("django_tasks_database", "0021_conditional_partial_index_ordering")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX jobs_running ON django_tasks_database_dbtaskresult (run_after)"
            " WHERE status = 'RUNNING'",
            "DROP INDEX jobs_running",
        )
    ]
