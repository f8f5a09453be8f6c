"""A form that could not be taken, given back to be sent again.

Whatever broke, its own page cannot be made; so this knows the fields of forms by their names alone.
"""

from collections.abc import Iterator
from typing import NamedTuple

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

LABELS = {
    "name": gettext_lazy("Name"),
    "ods_code": gettext_lazy("ODS code"),
    "town": gettext_lazy("Town"),
    "postcode": gettext_lazy("Postcode"),
    "purpose": gettext_lazy("Purpose"),
    "title": gettext_lazy("Title"),
    "text": gettext_lazy("Message"),
    "summary": gettext_lazy("Summary"),
    "body": gettext_lazy("Text"),
    "setting": gettext_lazy("Setting"),
    "problem": gettext_lazy("Problem"),
    "note": gettext_lazy("What you have changed"),
    "to": gettext_lazy("Email address"),
    "organisation": gettext_lazy("Organisation"),
    "rows": gettext_lazy("Whom to invite"),
    "reason": gettext_lazy("Reason"),
    "sponsor_name": gettext_lazy("Name of the executive sponsor"),
    "sponsor_job_title": gettext_lazy("Their job title"),
}
OF_A_PICTURE = gettext_lazy("What it shows, for those who cannot see it")
OF_ANYTHING = gettext_lazy("What you wrote")
NOT_WRITTEN = {
    "attach",
    "csrfmiddlewaretoken",
    "ends_at",
    "evidence",
    "files_identify_nobody",
    "files_screened",
    "for_organisation",
    "identifies_nobody",
    "into",
    "key",
    "kind",
    "licence",
    "none_of_these",
    "nobody",
    "out_of",
    "people",
    "quotes",
    "role",
    "region",
    "screened",
    "seen",
    "space",
    "sponsor",
    "started_from",
    "starts_at",
    "stated_of",
    "taken_by",
    "waiting",
}
"""What was chosen, or what the form sent by itself."""


class SentAgain(NamedTuple):
    """A field's value, with a label where somebody may want to read or copy it."""

    name: str
    value: str
    label: str


def to_send_again(request: HttpRequest) -> Iterator[SentAgain]:
    """The fields of a form with a key: that is done once, however often it comes.

    Never of one with a password. Files cannot come back: their form is still in the browser.
    """
    if "key" not in request.POST or request.FILES:
        return
    for name, values in request.POST.lists():
        for value in values:
            yield SentAgain(name, value, _label(name) if value.strip() else "")


def _label(name: str) -> str:
    if name in NOT_WRITTEN:
        return ""
    if name.startswith("describe-"):
        return str(OF_A_PICTURE)
    return str(LABELS.get(name, OF_ANYTHING))
