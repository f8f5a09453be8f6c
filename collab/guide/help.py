"""Help: how this works, how to write, what is tested, what is kept about you."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from collab.base.access.routes import opens
from collab.base.api.models import Token
from collab.base.drafts.models import Draft
from collab.base.mail.models import Mail
from collab.base.markup import render as render_text
from collab.base.security.declared import retention_of
from collab.interventions.models import Intervention
from discussions.models import Message, Revision
from networks.models import Affiliation, LedgerRow, Mark
from networks.policies import READ_SITE


@dataclass(frozen=True)
class Example:
    """What somebody types, to be shown beside what readers see."""

    title: str | Promise
    text: str
    note: str | Promise = ""

    @property
    def html(self) -> str:
        return render_text(self.text).html


EXAMPLES = [
    Example(
        _("Paragraphs"),
        "We ran it for six weeks.\nNine checks became four.\n\nWhich four would you keep?",
        _("An empty line starts a new paragraph. A line break stays a line break."),
    ),
    Example(
        _("Bold and italic"),
        "Count **unwitnessed** falls *apart*.",
        _("Two asterisks on each side make bold, one makes italic."),
    ),
    Example(
        _("Lists"),
        "Keep these three, in this order:\n\n1. Bell in the hand\n2. Footwear\n3. Bed low\n\n"
        "Leave these to the day:\n\n- medicines\n- eye test",
        _("Begin each line with a number or a hyphen, after an empty line."),
    ),
    Example(
        _("Quoting somebody"),
        "> Footwear first\n\nWhy not the bell?",
        _("Begin the line with a greater-than sign. To answer a message, choose Quote beside it."),
    ),
    Example(
        _("Headings"),
        "## What did not work\n\nTicking a sheet for each person.",
        _("Two number signs and a space. Useful in interventions, rarely in messages."),
    ),
    Example(
        _("Links"),
        "See [the huddle](https://www.example.org/huddle), or https://www.example.org",
        _("Words in square brackets, the address in round ones. A bare address works too."),
    ),
    Example(
        _("Tables"),
        "| Each week | 8am | 9am |\n|---|--:|--:|\n| Huddles held | 5 | 7 |\n| Minutes | 12 | 9 |",
        _("Columns are divided by upright bars. A colon at the right puts figures to the right."),
    ),
]

CHECKLIST = Example(
    _("Checklists"),
    """## Sign in (before anaesthesia)

- [ ] Pulse oximeter is on and working
- [ ] Known allergy is said aloud
  or “no known allergy”

## Time out (before the first cut)

- [ ] Everyone has said their name and role
""",
)


# What people ask about first; each says in its model how long it is kept.
KEPT = [
    (_("Messages and titles, after the last one in a discussion"), Message),
    (_("What a message said before it was edited, likewise"), Revision),
    (_("Interventions and their versions, after they were removed"), Intervention),
    (_("Who belonged where, and who was a fellow or a lead, after it ended"), Affiliation),
    (_("That something happened in a space"), LedgerRow),
    (_("How far you have read"), Mark),
    (_("That a mail was sent to you"), Mail),
    (_("Access tokens, after they expired"), Token),
    (_("Drafts"), Draft),
]


def kept_for() -> Iterator[tuple[str | Promise, str]]:
    """What is kept for how long, in words, as the models declare it."""
    for what, model in KEPT:
        declared = retention_of(model)
        days = declared.time.days if declared.time else 0
        yield (
            what,
            ngettext("%(count)d year", "%(count)d years", declared.years)
            % {"count": declared.years}
            if declared.years
            else ngettext("%(count)d day", "%(count)d days", days) % {"count": days},
        )


PAGES = [
    ("help", _("How this works")),
    ("help_writing", _("Writing")),
    ("help_permissions", _("Who can do what")),
    ("help_accessibility", _("Accessibility")),
    ("help_privacy", _("Privacy")),
]


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    return render(request, f"guide/{template}.html", {"help_pages": PAGES, **context})


@opens(READ_SITE)
def how_this_works(request: HttpRequest) -> HttpResponse:
    return _page(request, "help")


@opens(READ_SITE)
def writing(request: HttpRequest) -> HttpResponse:
    return _page(request, "help_writing", examples=EXAMPLES, checklist=CHECKLIST)


@opens(READ_SITE)
def accessibility(request: HttpRequest) -> HttpResponse:
    return _page(request, "help_accessibility")


@opens(READ_SITE)
def privacy(request: HttpRequest) -> HttpResponse:
    cookies = {
        "session": settings.SESSION_COOKIE_NAME,
        "csrf": settings.CSRF_COOKIE_NAME,
        "notices": settings.MESSAGES_COOKIE_NAME,
    }
    return _page(request, "help_privacy", kept=list(kept_for()), cookies=cookies)
