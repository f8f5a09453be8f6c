"""The base of everything that the API takes: kind words, and no patient's identity in any text."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from collab.base.security.confirming import digest, is_stated, offer
from collab.base.security.screening import screen

from .problems import Refused

WORDS = {
    "required": gettext_lazy("Send this field"),
    "blank": gettext_lazy("Enter a text"),
    "null": gettext_lazy("Send a value, not null"),
    "invalid": gettext_lazy("Send a value of the right type"),
    "max_length": gettext_lazy("Send {max_length} characters or fewer"),
    "invalid_choice": gettext_lazy("Choose one of the values in the description of the API"),
}


class Taken(serializers.Serializer):
    """What a request brings, of which each text is screened.

    Fields named in ``unscreened`` hold no prose; ``asks`` is the one in Markdown.
    ``identifies_nobody`` is what the last answer offered for exactly these texts. A field that the
    description does not know is refused, so that nobody believes a mistyped one was kept.
    """

    unscreened: ClassVar[tuple[str, ...]] = ()
    asks: ClassVar[str] = "text"

    identifies_nobody = serializers.CharField(
        required=False,
        max_length=500,
        help_text="What the last answer offered for exactly these texts.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            for code, words in WORDS.items():
                if code in field.error_messages and code not in field._kwargs.get(
                    "error_messages", {}
                ):
                    field.error_messages[code] = words

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, dict):
            raise serializers.ValidationError({"": [_("Send one JSON object")]})
        unknown = set(data) - set(self.fields)
        if unknown:
            says = _("There is no such field")
            raise serializers.ValidationError({name: [says] for name in sorted(unknown)})
        try:
            return super().to_internal_value(data)
        except ValidationError as error:  # of a model's own validators
            raise serializers.ValidationError(error.messages) from error

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        offered = attrs.pop("identifies_nobody", "")
        texts = {
            name: "\n".join(value) if isinstance(value, list) else value
            for name, value in attrs.items()
            if name not in self.unscreened and _is_text(value)
        }
        found = {name: findings for name, text in texts.items() if (findings := screen(text))}
        if not found:
            return attrs
        said = digest(f"{type(self).__module__}.{type(self).__qualname__}", texts)
        if is_stated(offered, said):
            return attrs
        errors = {
            name: [
                _("“%(found)s” looks like %(kind)s.")
                % {"found": texts[name][each.start : each.end], "kind": each.says}
                for each in findings
            ]
            for name, findings in found.items()
        }
        raise Refused(
            422,
            _("This could identify a patient"),
            _(
                "Take it out. If no patient could be known by these texts, send them again with "
                "“identifies_nobody” as given here."
            ),
            errors=errors,
            identifies_nobody=offer(said),
        )


class Changes(Taken):
    """The fields to change; what is left out stays."""

    def get_fields(self) -> Any:
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


class Markdown(serializers.CharField):
    """A text that is kept as it was written."""

    def __init__(self, *, help_text: str = "In Markdown.") -> None:
        super().__init__(trim_whitespace=False, help_text=help_text)


def _is_text(value: Any) -> bool:
    """Enumerations are strings too, and no prose."""
    return type(value) is str or (
        isinstance(value, list) and all(type(each) is str for each in value)
    )


class Named(serializers.CharField):
    """A row that a request names by its identifier. Each kind of row has a way to `find` it, and
    words for one that is `missing`."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        identifier = super().run_validation(data)
        if identifier is None:
            return None
        row = self.find(identifier)
        if row is None:
            raise serializers.ValidationError(self.missing)
        return row

    missing: Any

    def find(self, identifier: str) -> Any:
        """The row that the person sees, or None."""
        raise NotImplementedError


class Given(serializers.Serializer):
    """What an answer shows."""


class PersonGiven(Given):
    uid = serializers.CharField()
    name = serializers.CharField()


class OrganisationNamed(Given):
    identifier = serializers.CharField(help_text="Its ODS code, or its uid where it has none.")
    name = serializers.CharField()


class AuthoredGiven(Given):
    """What somebody made, for an organisation or for none."""

    by = PersonGiven()
    for_organisation = OrganisationNamed(allow_null=True)
    at = serializers.DateTimeField()


class Link(serializers.URLField):
    """The address of a thing's page."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, thing: Any) -> str:
        return str(self.context["absolute"](thing.get_absolute_url()))
