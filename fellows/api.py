"""Patient Safety Fellows through the API."""

from typing import Any

import django_filters
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from rest_framework import serializers

from collab.base.accounts.models import Person
from collab.base.api.operations import Endpoint, operation
from collab.base.api.scopes import Scope
from collab.base.api.serializers import Changes, Given, Named, OrganisationNamed, PersonGiven, Taken
from collab.base.ui.paging import Page
from networks.actions.collaboratives import (
    end_fellowship,
    name_fellow,
    take_back_end_of_fellowship,
)
from networks.api.shared import NO_ORGANISATION, CollaborativeNamed, Row
from networks.models import Collaborative, Fellowship, Organisation
from networks.policies import COORDINATE, READ_SITE, SEE_PEOPLE_LIKE_ME
from networks.roles import NETWORK

from .actions import describe_expertise
from .forms import ExpertiseForm, names_in
from .like_me import like_me, with_reasons
from .models import expertise_of
from .policies import DESCRIBE_EXPERTISE, READ_FELLOW


class ExpertiseGiven(Given):
    about = serializers.CharField(help_text="What others can ask them about.")
    methods = serializers.ListField(child=serializers.CharField(), source="methods.all")
    topics = serializers.ListField(child=serializers.CharField(), source="topics.all")


class FellowGiven(Given):
    person = PersonGiven()
    supported_by = OrganisationNamed()
    collaborative = CollaborativeNamed()
    since = serializers.DateTimeField()
    expertise = ExpertiseGiven(source="person.expertise", default=None, allow_null=True)
    version = serializers.SerializerMethodField(help_text="Of the expertise.")
    page = serializers.SerializerMethodField()

    def get_version(self, fellowship: Fellowship) -> int:
        expertise = getattr(fellowship.person, "expertise", None)
        return expertise.version if expertise else 0

    def get_page(self, fellowship: Fellowship) -> str:
        path = reverse("fellow", args=[fellowship.person.uid])
        return str(self.context["absolute"](path))


class FellowFilter(django_filters.FilterSet):
    collaborative = django_filters.CharFilter(
        label="The uid of their collaborative", field_name="collaborative__uid", max_length=12
    )
    topic = django_filters.CharFilter(
        label="What they improved",
        field_name="person__expertise__topics__name",
        lookup_expr="iexact",
        max_length=60,
    )
    method = django_filters.CharFilter(
        label="A method that they know",
        field_name="person__expertise__methods__name",
        lookup_expr="iexact",
        max_length=60,
    )


def described() -> Any:
    rows = Fellowship.objects.for_rows()
    return rows.prefetch_related("person__expertise__methods", "person__expertise__topics")


class Fellows(Endpoint):
    """The Patient Safety Fellows."""

    @operation(READ_SITE, Scope.READ, gives=FellowGiven, lists=True, filters=FellowFilter)
    def get(self, request: Any) -> Page:
        return self.asks_for(described().visible_to(request.user), ("person__name", "person__uid"))


class Somebody(Named):
    missing = gettext_lazy("There is nobody of that uid")

    def find(self, identifier: str) -> Person | None:
        return Person.objects.filter(uid=identifier, is_active=True).first()


class PersonLikeMeGiven(Given):
    person = PersonGiven()
    fellow = serializers.BooleanField()
    why = serializers.CharField(help_text="What they and you have in common.")


class PeopleLikeMe(Endpoint):
    """The people in the network who do what one does, the most alike first: at most 90."""

    @operation(SEE_PEOPLE_LIKE_ME, Scope.READ, over=NETWORK, gives=PersonLikeMeGiven, lists=True)
    def get(self, request: Any) -> Page:
        return Page(list(with_reasons(like_me(request.user), request.user)), "")


class FellowNamed(Taken):
    person = Somebody(max_length=12, help_text="Their uid.")
    supported_by = Row(Organisation, NO_ORGANISATION)


class FellowsOfCollaborative(Endpoint):
    of = Collaborative

    @operation(COORDINATE, Scope.COORDINATE, takes=FellowNamed, gives=FellowGiven, makes=True)
    def post(self, request: Any, collaborative: Collaborative, **said: Any) -> Fellowship:
        """Name a fellow."""
        return name_fellow(by=request.user, collaborative=collaborative, key=self.key, **said)


class FellowRestored(Endpoint):
    of = Collaborative

    @operation(COORDINATE, Scope.COORDINATE, gives=FellowGiven)
    def post(self, request: Any, collaborative: Collaborative, person: str) -> Fellowship:
        """Take back, within ten minutes, that you ended their fellowship."""
        rows = described().filter(collaborative=collaborative, person__uid=person)
        fellowship: Fellowship | None = rows.order_by("since").last()
        if fellowship is None:
            raise Http404
        return take_back_end_of_fellowship(by=request.user, fellowship=fellowship)


class ExpertiseTaken(Changes):
    """The fields to change; what is left out stays."""

    about = serializers.CharField(max_length=500, allow_blank=True)
    methods = serializers.ListField(child=serializers.CharField(max_length=60))
    topics = serializers.ListField(child=serializers.CharField(max_length=60))

    def validate_methods(self, names: list[str]) -> list[str]:
        return names_in("\n".join(names))

    def validate_topics(self, names: list[str]) -> list[str]:
        return names_in("\n".join(names))


class Fellow(Endpoint):
    of = Fellowship

    @operation(READ_FELLOW, Scope.READ, gives=FellowGiven)
    def get(self, request: Any, fellowship: Fellowship) -> Fellowship:
        return fellowship

    @operation(DESCRIBE_EXPERTISE, Scope.CONTRIBUTE, takes=ExpertiseTaken, gives=FellowGiven)
    def patch(self, request: Any, fellowship: Fellowship, **said: Any) -> Fellowship:
        """Say what one can help others with."""
        kept = ExpertiseForm.initial_of(expertise_of(fellowship.person))
        describe_expertise(by=request.user, started_from=self.started_from, **kept | said)
        found: Fellowship = described().get(pk=fellowship.pk)
        return found

    @operation(READ_FELLOW, Scope.COORDINATE)
    def delete(self, request: Any, fellowship: Fellowship) -> None:
        """End their fellowship, as their collaborative's lead."""
        end_fellowship(by=request.user, fellowship=fellowship)
