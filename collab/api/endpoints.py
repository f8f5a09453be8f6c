"""Endpoints of no app: who one is, and what is not there."""

from typing import Any

from django.http import Http404
from rest_framework import serializers

from collab.base.access.permissions import SITE
from collab.base.api.operations import Endpoint, operation
from collab.base.api.policies import LOOK_AFTER_OWN_TOKENS, USE_API
from collab.base.api.scopes import Scope
from collab.base.api.serializers import PersonGiven


class TokenGiven(serializers.Serializer):
    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(Scope.choices))
    expiry = serializers.DateTimeField()


class MeGiven(serializers.Serializer):
    person = PersonGiven(source="user")
    stream = serializers.SerializerMethodField(help_text="What to follow live: one’s own affairs.")
    token = TokenGiven(source="*")

    def get_stream(self, token: Any) -> str:
        return f"p:{token.user.uid}"


class Me(Endpoint):
    @operation(LOOK_AFTER_OWN_TOKENS, Scope.READ, over=SITE, gives=MeGiven)
    def get(self, request: Any) -> Any:
        """Whose token this is, and what it may be used for."""
        return request.auth


class Nothing(Endpoint):
    """Whatever has no address in the API is missing in the API's own form."""

    schema = None

    @operation(USE_API, Scope.READ)
    def get(self, request: Any, anything: str) -> None:
        raise Http404

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        raise Http404
