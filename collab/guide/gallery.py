"""Every component in every state, with example data: the page at /design/. It reads no database."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from collab.base.access.routes import opens
from collab.base.ui.forms import ScreenedForm
from collab.base.ui.templatetags.ui import ICONS
from networks.policies import READ_SITE


@dataclass(frozen=True)
class Somebody:
    name: str
    initials: str


BEN = Somebody("Ben Hughes", "BH")
AMINA = Somebody("Amina Okafor", "AO")
TOM = Somebody("Tom Ellis", "TE")


class Fields(ScreenedForm):
    """Each kind of field that the renderer draws."""

    name = forms.CharField(label=_("Full name"), help_text=_("Shown beside everything you write"))
    email = forms.EmailField(label=_("Email address"))
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput)
    body = forms.CharField(
        label=_("Message"), widget=forms.Textarea(attrs={"rows": 4, "data-preview": "/preview"})
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("checklist", _("Checklist")), ("briefing", _("Briefing"))]
    )
    evidence = forms.ChoiceField(
        label=_("Evidence"),
        choices=[("idea", _("Idea")), ("tested", _("Tested")), ("in_use", _("In use"))],
        widget=forms.RadioSelect,
    )
    setting = forms.MultipleChoiceField(
        label=_("Setting"),
        choices=[("ward", _("Ward")), ("theatre", _("Operating theatre"))],
        widget=forms.CheckboxSelectMultiple,
    )
    agreed = forms.BooleanField(label=_("I have asked my team"), required=False)


class Composer(forms.Form):
    body = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2, "placeholder": _("Write a message")})
    )


@opens(READ_SITE)
def gallery(request: HttpRequest) -> HttpResponse:
    """The gallery. What is shown here is what pages include."""
    now = timezone.localtime().replace(hour=14, minute=5)
    context: dict[str, Any] = {
        "now": now,
        "yesterday": now - timedelta(days=1),
        "last_week": now - timedelta(days=12),
        "ben": BEN,
        "amina": AMINA,
        "tom": TOM,
        "icons": sorted(path.stem for path in ICONS.glob("*.svg")),
        "crumbs": [(_("Spaces"), "#"), (_("West of England Patient Safety Collaborative"), "#")],
        "tabs": [
            {"label": _("Now"), "href": "#", "current": True, "count": None},
            {"label": _("Interventions"), "href": "#", "current": False, "count": 12},
            {"label": _("Discussions"), "href": "#", "current": False, "count": 34},
            {"label": _("People"), "href": "#", "current": False, "count": 214},
        ],
        "empty_form": Fields(prefix="empty"),
        "failed_form": Fields({"failed-email": "amina"}, prefix="failed"),
        "found_form": Fields({"found-name": "Patient 943 476 5919"}, prefix="found"),
        "composer": Composer(prefix="composer"),
    }
    return render(request, "guide/gallery.html", context)
