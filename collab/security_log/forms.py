from typing import Any

from django import forms
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.base.access.subjects import Ref
from collab.base.accounts.models import Person
from collab.base.security.models import SecurityEntry
from collab.base.ui.forms import ScreenedForm
from collab.base.ui.times import full_date


class DayField(forms.DateField):
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {
        "invalid": gettext_lazy("Enter a real date, for example 27/3/2026"),
    }


class LogFilter(ScreenedForm):
    """Which entries somebody looks for; what is only looked for is kept nowhere."""

    unscreened = ("who", "about")

    kind = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=[("", gettext_lazy("Anything")), *SecurityEntry.Kind.choices],
        required=False,
    )
    who = forms.CharField(
        label=gettext_lazy("Who"),
        help_text=gettext_lazy("A name or an email address"),
        max_length=254,
        required=False,
    )
    about = forms.CharField(
        label=gettext_lazy("About"),
        help_text=gettext_lazy(
            "The address of a page, for example of a space, or what stands in brackets in an entry"
        ),
        max_length=300,
        required=False,
    )
    since = DayField(label=gettext_lazy("From"), required=False)
    until = DayField(label=gettext_lazy("To"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("Enter a day that is not before the first one"))
        return cleaned

    @property
    def chosen(self) -> list[str]:
        """What a valid filter asks for, in words."""
        asked = self.cleaned_data
        kind, since, until = asked["kind"], asked["since"], asked["until"]
        words = [
            SecurityEntry.Kind(kind).label if kind else "",
            asked["who"],
            asked["about"],
            _("from %(day)s") % {"day": full_date(since)} if since else "",
            _("to %(day)s") % {"day": full_date(until)} if until else "",
        ]
        return [str(each) for each in words if each]


KINDS = {
    "message": "message",
    "message_options": "message",
    "thread": "thread",
    "intervention": "intervention",
    "space": "space",
    "fellow": "person",
}


class HoldForm(ScreenedForm):
    """What is to stay as it is, and why."""

    unscreened = ("about",)

    about = forms.CharField(
        label=gettext_lazy("What"),
        help_text=gettext_lazy(
            "The address of a message, a discussion, an intervention or a space, or somebody’s "
            "email address"
        ),
        max_length=300,
        error_messages={"required": gettext_lazy("Enter an address")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Which inquiry or court asks for it, for whoever lifts it later"),
        max_length=200,
        error_messages={"required": gettext_lazy("Enter a reason")},
    )

    def clean_about(self) -> Ref:
        given = self.cleaned_data["about"].strip()
        ref = _person(given) if "@" in given and "/" not in given else _page(given)
        if ref is None:
            raise forms.ValidationError(
                _("There is nothing at this address that can be held. Copy it from its page")
            )
        return ref


def _person(email: str) -> Ref | None:
    person = Person.objects.filter(email__iexact=email).first()
    return Ref("person", person.uid) if person else None


def _page(address: str) -> Ref | None:
    """What a page is about. A steward may have to hold what they cannot see."""
    path = "/" + address.partition("://")[2].partition("/")[2] if "://" in address else address
    try:
        found = resolve(path.partition("?")[0].partition("#")[0])
    except Resolver404:
        return None
    kind = KINDS.get(found.url_name or "")
    return Ref(kind, found.kwargs["uid"]) if kind else None


class SuspendForm(ScreenedForm):
    """Whom to suspend. Once it is valid, ``email`` is the person."""

    unscreened = ("email",)

    email = forms.EmailField(
        label=gettext_lazy("Email address"),
        help_text=gettext_lazy("With which they sign in"),
        error_messages={"required": gettext_lazy("Enter an email address")},
    )

    def clean_email(self) -> Person:
        person = Person.objects.filter(email__iexact=self.cleaned_data["email"]).first()
        if person is None:
            raise forms.ValidationError(_("Nobody signs in with this address. Check it"))
        if not person.is_active:
            raise forms.ValidationError(_("They are suspended already"))
        return person
