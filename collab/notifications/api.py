"""What somebody is told of, for their programs."""

from typing import Any

import django_filters
from rest_framework import serializers

from collab.base.access.permissions import SITE
from collab.base.api.operations import Endpoint, operation
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Given
from collab.base.ui.paging import Page

from .actions import read_all_notices
from .models import Notice
from .policies import READ_OWN_NOTICES
from .reading import NEWEST_FIRST, notices_of


class NoticeGiven(Given):
    uid = serializers.CharField()
    why = serializers.ChoiceField(Notice.Why.choices)
    subject = serializers.SerializerMethodField(help_text="What it is of, as a reference.")
    unread = serializers.BooleanField(source="is_unread")
    at = serializers.DateTimeField()

    def get_subject(self, notice: Notice) -> str:
        return str(notice.ref)


class NoticeFilter(django_filters.FilterSet):
    unread = django_filters.BooleanFilter(
        label="Those that you have not read", field_name="is_unread"
    )


class Notices(Endpoint):
    """What you are told of."""

    @operation(
        READ_OWN_NOTICES,
        Scope.READ,
        over=SITE,
        gives=NoticeGiven,
        lists=True,
        filters=NoticeFilter,
    )
    def get(self, request: Any) -> Page:
        return self.asks_for(notices_of(request.user), NEWEST_FIRST)


class NoticesRead(Endpoint):
    @operation(READ_OWN_NOTICES, Scope.CONTRIBUTE, over=SITE)
    def post(self, request: Any) -> None:
        """Mark all of them as read."""
        read_all_notices(by=request.user)
