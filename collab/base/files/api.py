"""Files through the API: kept first, then named by what is written."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from collab.base.api.operations import Endpoint, operation
from collab.base.api.problems import Refused, conflict, invalid, translate
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Given, Named, PersonGiven, Taken
from collab.base.forgetting.holds import Held
from collab.base.security.confirming import offer

from . import actions, models
from .attaching import AT_ONCE, Chosen, files_of
from .checking import FileRefused, MayIdentify
from .policies import READ_FILE, REMOVE_FILE
from .views import serve

translate(FileRefused, lambda refusal: invalid({"file": [str(refusal)]}))
translate(Held, conflict)


def asked_about(asked: MayIdentify, stated: str) -> Refused:
    """The question about a file, of whose description something may have been stated before: what
    is sent back states both."""
    of_description = stated.split()[:1]
    return Refused(
        422,
        _("This could identify a patient"),
        _(
            "Send another file. If no patient could be known by this one, send it again with "
            "“identifies_nobody” as given here."
        ),
        errors={"file": [asked.says]},
        identifies_nobody=" ".join([*of_description, offer(asked.said)]),
    )


class Content(serializers.URLField):
    """Where a program gets the bytes, with its token."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, **kwargs)

    def to_representation(self, file: Any) -> str:
        return str(self.context["absolute"](reverse("api_file_content", args=[file.uid])))


class FileGiven(Given):
    uid = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField(help_text="What a picture shows.")
    media_type = serializers.CharField()
    size = serializers.IntegerField(help_text="In bytes.")
    width = serializers.IntegerField(allow_null=True, help_text="Of a picture, in pixels.")
    height = serializers.IntegerField(allow_null=True)
    by = PersonGiven()
    at = serializers.DateTimeField()
    content = Content()


class FileNamed(FileGiven):
    """A file among those of a thing."""

    # So a serializer says that it has one field less than the one it is made from.
    by = None  # type: ignore[assignment]


class FilesOf(serializers.ListField):
    """The files that each thing of an answer carries, read in one query for all of them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", read_only=True, child=FileNamed(), **kwargs)

    def to_representation(self, thing: Any) -> list[Any]:
        if not hasattr(self, "_files"):
            answered: Any = self.root
            things = answered.instance if hasattr(answered, "many") else [answered.instance]
            self._files = files_of(each.ref for each in things)
        there = [file for file in self._files[str(thing.ref)] if not file.gone]
        return [self.child.to_representation(file) for file in there]


class FileTaken(Taken):
    """A file, as multipart/form-data."""

    file = serializers.FileField(
        allow_empty_file=True,
        max_length=1000,
        error_messages={"invalid": gettext_lazy("Send a file, as multipart/form-data")},
    )
    description = serializers.CharField(
        required=False,
        allow_blank=True,
        max_length=models.LONGEST_DESCRIPTION,
        help_text="What a picture shows, for those who cannot see it.",
    )
    identifies_nobody = serializers.CharField(
        required=False,
        max_length=500,
        help_text="What the last answer offered for exactly this file and description; it holds "
        "what you have stated before.",
    )


class _Own(Named):
    """A file of one's own. Whether it still waits is asked by the action, since a repeat names
    what the first request has attached."""

    missing = gettext_lazy("There is no file of yours with that uid")

    def find(self, identifier: str) -> Chosen | None:
        file = models.File.objects.filter(by=self.context["person"], uid=identifier).first()
        return Chosen(file) if file else None


class WaitingFiles(serializers.ListField):
    """Files of one's own that were kept before, by uid."""

    def __init__(self) -> None:
        super().__init__(
            child=_Own(max_length=12),
            required=False,
            max_length=AT_ONCE,
            help_text="The uids of files that you have sent to the space before.",
        )


class File(Endpoint):
    of = models.File

    @operation(READ_FILE, Scope.READ, gives=FileGiven)
    def get(self, request: Any, file: models.File) -> models.File:
        """What is known of a file."""
        return file

    @operation(REMOVE_FILE, Scope.CONTRIBUTE)
    def delete(self, request: Any, file: models.File) -> None:
        """Remove a file for good."""
        actions.remove_file(by=request.user, file=file)


class FileContent(Endpoint):
    of = models.File

    @operation(READ_FILE, Scope.READ, sends=True)
    def get(self, request: Any, file: models.File) -> Any:
        """A file’s bytes."""
        return serve(file)
