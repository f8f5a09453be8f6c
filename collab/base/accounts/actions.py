"""Every change to an account of ours. Passwords and addresses are django-allauth's."""

from django.db import transaction

from collab.base.access.permissions import SITE, authorise

from .models import Person
from .policies import LOOK_AFTER_OWN_ACCOUNT


def update_profile(*, by: Person, name: str, job_title: str, profession: str) -> Person:
    """Change what others read beside one's words.

    A new name raises the person's version, so that everything that shows it is drawn again.

    Raises:
        NotPermitted: nobody is signed in.
    """
    with transaction.atomic():
        authorise(by, LOOK_AFTER_OWN_ACCOUNT, SITE)
        person = Person.objects.select_for_update(no_key=True).get(pk=by.pk)
        if name != person.name:
            person.version += 1
        person.name = name
        person.job_title = job_title
        person.profession = profession
        person.save(update_fields=["name", "job_title", "profession", "version"])
    return person
