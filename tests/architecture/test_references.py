"""What has a uid can be referred to, and is called something where it is."""

from django.apps import apps

from collab.base.access.subjects import MODELS
from collab.base.access.uid import UidField
from collab.security_log.naming import BY_KIND


def kinds() -> set[str]:
    """The kinds in references to what has a uid of ours."""
    return {
        model._meta.model_name
        for model in apps.get_models()
        if any(isinstance(field, UidField) for field in model._meta.fields)
    }


def test_each_kind_is_found_in_the_security_log_and_called_something_there():
    assert len(kinds()) > 12
    missing = (kinds() | set(MODELS)) - set(BY_KIND)
    assert not missing, f"Add words for {missing} to BY_KIND: without, its uid finds no entries"
