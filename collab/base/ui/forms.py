"""The base of every form: kind words, and no patient's identity in any text.

A ``ScreenedForm`` looks at each text before it is kept. Where something could identify a patient,
the form comes back with what was found, and with a box to tick: "This text identifies nobody". The
tick counts only together with a signed confirmation of exactly the texts that were shown, so that
nobody can tick in advance and change the text afterwards. A form that comes back for another reason
keeps the tick for as long as its texts stay the same.
"""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from collab.base.security.confirming import digest, is_stated, offer
from collab.base.security.screening import Finding, screen

EMAIL_FORMAT = gettext_lazy("Enter an email address in the correct format, like name@example.com")


WITHOUT_ARTICLE = {
    *("a", "an", "the", "your", "their", "its", "as"),
    *("how", "what", "when", "where", "which", "who", "whom", "why"),
}
"""Words with which a label begins that takes no article in a sentence."""


class KindWords:
    """A form whose errors say what to do. A message that a field brings itself stays."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            use_kind_words(field)


def use_kind_words(field: forms.Field) -> None:
    """Replace the messages that a field has from Django by ours."""
    label = str(field.label or "").removesuffix(_(" (optional)"))
    name = label[:1].lower() + label[1:]
    if name.split(" ", 1)[0] not in WITHOUT_ARTICLE:
        name = _("the %(name)s") % {"name": name}
    choosing = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    required = _("Choose %(name)s") if choosing else _("Enter %(name)s")
    ours = {
        "required": required % {"name": name},
        "invalid_choice": _("Choose %(name)s from the list") % {"name": name},
        "max_length": _(
            "%(label)s must be %%(limit_value)d characters or fewer. It has %%(show_value)d"
        )
        % {"label": label},
        "null_characters_not_allowed": _(
            "%(label)s has a character that cannot be kept. Type it again"
        )
        % {"label": label},
    }
    if isinstance(field, forms.EmailField):
        ours["invalid"] = str(EMAIL_FORMAT)
    from_django: dict[str, Any] = {}
    for ancestor in reversed(type(field).__mro__):
        from_django.update(getattr(ancestor, "default_error_messages", {}))
    for code, message in ours.items():
        if field.error_messages.get(code, "") in ("", from_django.get(code, "")):
            field.error_messages[code] = message


class _Again(forms.Field):
    """A field that never shows what was sent: each answer brings its own value."""

    def bound_data(self, data: Any, initial: Any) -> Any:
        return initial


class _IdentifiesNobody(_Again, forms.BooleanField):
    pass


class Screening(KindWords):
    """Screens each text field on ``clean``. Fields named in ``unscreened`` are left alone: they
    hold no prose and nobody but their owner reads them (an email address, a password)."""

    unscreened: ClassVar[tuple[str, ...]] = ()
    data: Any
    cleaned_data: dict[str, Any]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        texts = {
            name: cleaned[name]
            for name, field in self.fields.items()
            if name not in self.unscreened
            and isinstance(field, forms.CharField)
            and not isinstance(field, forms.EmailField)  # it is there for an address
            and isinstance(cleaned.get(name), str)
        }
        found = {name: findings for name, text in texts.items() if (findings := screen(text))}
        if not found:
            return cleaned
        confirmed = self._confirmed(texts)
        if not confirmed:
            for name, findings in found.items():
                for finding in findings:
                    self.add_error(name, _says(finding, texts[name]))  # type: ignore[attr-defined]
        self._ask(texts, confirmed)
        return cleaned

    def _confirmed(self, texts: dict[str, str]) -> bool:
        prefixed = self.add_prefix  # type: ignore[attr-defined]
        if not self.data.get(prefixed("identifies_nobody")):
            return False
        return is_stated(self.data.get(prefixed("screened"), ""), self._digest(texts))

    def _ask(self, texts: dict[str, str], confirmed: bool) -> None:
        self.fields["identifies_nobody"] = _IdentifiesNobody(
            label=gettext_lazy("This text identifies nobody"),
            help_text=gettext_lazy("Tick this only if no patient could be known by it"),
            initial=confirmed,
            required=False,
        )
        self.fields["screened"] = _Again(
            widget=forms.HiddenInput,
            initial=offer(self._digest(texts)),
            required=False,
        )

    def _digest(self, texts: dict[str, str]) -> str:
        return digest(f"{type(self).__module__}.{type(self).__qualname__}", texts)


def _says(finding: Finding, text: str) -> str:
    return _(
        "“%(found)s” looks like %(kind)s. Take it out, or tick “This text identifies nobody”"
    ) % {"found": " ".join(text[finding.start : finding.end].split()), "kind": finding.says}


class ScreenedForm(Screening, forms.Form):
    """The base of every form of ours."""
