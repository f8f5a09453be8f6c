"""What the security log keeps as codes, in the words of its readers."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from collab.base.access.permissions import PERMISSIONS
from collab.base.access.subjects import MODELS
from collab.base.api.scopes import Scope
from collab.base.files.words import WHY
from collab.base.forgetting.reasons import PurgeReason
from collab.base.security.models import SecurityEntry
from networks.models import Affiliation, Appointment, NationalRole, Place, Space

from .naming import Named

HELD = SecurityEntry.Kind.HELD

CHANGED = {
    "password_changed": gettext_lazy("Changed the password"),
    "password_reset": gettext_lazy("Chose a new password by a link in a mail"),
    "password_set": gettext_lazy("Gave the account a password"),
    "email_added": gettext_lazy("Added an email address"),
    "email_changed": gettext_lazy("Changed the email address"),
    "email_confirm": gettext_lazy("Confirmed an email address"),
    "email_deleted": gettext_lazy("Removed an email address"),
    "totp_activated": gettext_lazy("Added an authenticator app"),
    "totp_deactivated": gettext_lazy("Removed the authenticator app"),
    "webauthn_added": gettext_lazy("Added a passkey"),
    "webauthn_removed": gettext_lazy("Removed a passkey"),
    "recovery_codes_generated": gettext_lazy("Made new recovery codes"),
    "account_connected": gettext_lazy("Connected an account elsewhere"),
    "account_disconnected": gettext_lazy("Disconnected an account elsewhere"),
    "suspended": gettext_lazy("Suspended: cannot sign in"),
    "readmitted": gettext_lazy("Not suspended any more: can sign in again"),
}
ROLES = {
    "affiliation": dict(Affiliation.Kind.choices),
    "appointment": dict(Appointment.Kind.choices),
    "nationalrole": dict(NationalRole.Kind.choices),
    "place": dict(Place.Role.choices),
}
TENURES = {
    "fellowship": gettext_lazy("Role: Patient Safety Fellow"),
    "membership": gettext_lazy("Part in a collaborative"),
    "emaildomain": gettext_lazy("Email domain: whoever proves an address there can join"),
    "spaceorganisation": gettext_lazy("Its people take part in a space"),
    "all": gettext_lazy("All roles there: it was closed"),
}


def details(entry: SecurityEntry, names: Mapping[str, Named]) -> Iterator[Named]:
    """What an entry tells besides who, what and about what.

    Args:
        entry: the entry.
        names: what the references in it are called.
    """
    kept = entry.details
    if entry.kind == HELD:
        yield Named(_("Lifted") if kept.get("lifted") else _("Placed"))
    if "tenure" in kept:
        yield Named(_tenure(kept["tenure"], kept.get("role", "")))
    for name, value in kept.items():
        if name in TOLD_ALREADY or value in ("", None):
            continue
        if found := names.get(_reference(name, value)):
            yield found
        elif name in SAYS:
            yield Named(SAYS[name](value))
        else:
            yield Named(f"{name}: {value}")


def references(entry: SecurityEntry) -> Iterator[str]:
    """What an entry refers to, "kind:uid" each."""
    yield entry.about
    yield f"person:{entry.by}" if entry.by else ""
    yield from filter(None, (_reference(*each) for each in entry.details.items()))


def _reference(name: str, value: Any) -> str:
    if name == "subject":
        return str(value)
    return f"{name}:{value}" if name in MODELS else ""


def _tenure(tenure: str, role: str) -> str:
    if role:
        return _("Role: %(role)s") % {"role": ROLES.get(tenure, {}).get(role, role)}
    return str(TENURES.get(tenure, tenure))


def _permission(key: str) -> str:
    tried = PERMISSIONS[key].sentence if key in PERMISSIONS else key
    return _("What they tried: %(tried)s") % {"tried": tried}


def _scope(scope: str) -> str:
    purpose = _label(Scope, scope)
    return _("What their token is not for: %(purpose)s") % {"purpose": purpose}


def _scopes(scopes: str) -> str:
    purposes = "; ".join(_label(Scope, each) for each in scopes.split())
    return _("For: %(purposes)s") % {"purposes": purposes}


def _before(value: int | str) -> str:
    """Of a purge the number of the version that stayed, of a space who saw it."""
    if isinstance(value, int):
        return _("Versions before version %(number)d") % {"number": value}
    return _("Before: %(who)s") % {"who": _label(Space.Visibility, value)}


def _entries(count: int) -> str:
    return ngettext("%(count)d entry", "%(count)d entries", count) % {"count": count}


def _label(choices: Any, value: str) -> str:
    return str(dict(choices.choices).get(value, value))


TOLD_ALREADY = ("tenure", "role", "hold", "lifted")
SAYS: dict[str, Callable[[Any], str]] = {
    "permission": _permission,
    "scope": _scope,
    "scopes": _scopes,
    "what": lambda what: str(CHANGED.get(what, what)),
    "why": lambda why: _("They were told: %(words)s") % {"words": WHY.get(why, why)},
    "reason": lambda reason: _("Reason: %(reason)s") % {"reason": _label(PurgeReason, reason)},
    "before": _before,
    "after": lambda who: _("Now: %(who)s") % {"who": _label(Space.Visibility, who)},
    "entries": _entries,
}
