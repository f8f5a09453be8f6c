"""Who takes part in a space besides its members: naming people, guests and organisations there."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.base.accounts.models import Person
from collab.base.ui.times import full_date

from ..actions.beginning import AlreadyThere, DoesNotBelong
from ..actions.places import (
    GuestsDoNotFacilitate,
    NotAGuestsEnd,
    change_place,
    end_naming,
    end_place,
    give_place,
    just_ended,
    name_organisation,
    restore_naming,
    restore_place,
)
from ..crumbs import crumbs_to
from ..finding_people import find_people, organisations_of
from ..forms import FindForm
from ..models import Organisation, Place, Space, SpaceOrganisation
from ..models.tenure import AlreadyEnded
from ..policies import FACILITATE
from ..space_forms import FindPersonForm, NamePersonForm, PlaceForm
from ..standing import standing_of

SHOWN = 20


@opens(FACILITATE, on=Space)
def name_person(request: HttpRequest, space: Space) -> HttpResponse:
    """Find somebody by their name or address; choose them; say as what, and until when."""
    chosen = request.GET.get("person", "")
    if not chosen:
        return _find_person(request, space)
    person = get_object_or_404(Person, uid=chosen, is_active=True)
    belongs = organisations_of([person])[person.pk]
    sent = request.POST if request.method == "POST" else None
    form = NamePersonForm(sent, belongs=belongs)
    if form.is_valid():
        said = form.cleaned_data
        try:
            place = give_place(
                by=_me(request),
                space=space,
                person=person,
                role=said["role"],
                organisation=said["organisation"],
                guest_until=form.guest_until,
            )
            messages.success(request, _says_who(place))
            return redirect("space_people", space.uid)
        except (AlreadyThere, DoesNotBelong, GuestsDoNotFacilitate, NotAGuestsEnd) as refused:
            form.add_error("role", str(refused))
    return _page(request, "name_person", space, person=person, form=form)


def _find_person(request: HttpRequest, space: Space) -> HttpResponse:
    form = FindPersonForm(request.GET if "q" in request.GET else None)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    found = list(find_people(words, by=_me(request))[: SHOWN + 1])
    there = Place.objects.current().filter(space=space, person__in=found)
    named = set(there.values_list("person", flat=True))
    belongs = organisations_of(found[:SHOWN])
    return _page(
        request,
        "find_person",
        space,
        form=form,
        words=words,
        by_address="@" in words,
        by_name=standing_of(request.user).in_network,
        found=[(each, belongs[each.pk], each.pk in named) for each in found[:SHOWN]],
        more=len(found) > SHOWN,
    )


@opens(FACILITATE, on=Space)
def change(request: HttpRequest, space: Space, person: str) -> HttpResponse:
    """What somebody named here may do, and a guest's last day."""
    place = _place(space, person)
    sent = request.POST if request.method == "POST" else None
    form = PlaceForm(sent, place=place)
    if form.is_valid():
        try:
            role = form.cleaned_data["role"]
            changed = change_place(
                by=_me(request), place=place, role=role, guest_until=form.guest_until
            )
            messages.success(request, _says_who(changed))
            return redirect("space_people", space.uid)
        except (AlreadyEnded, DoesNotBelong, GuestsDoNotFacilitate, NotAGuestsEnd) as refused:
            form.add_error("role", str(refused))
    return _page(request, "change_place", space, place=place, form=form)


@require_POST
@opens(FACILITATE, on=Space)
def end(request: HttpRequest, space: Space, person: str) -> HttpResponse:
    place = Place.objects.filter(space=space, person__uid=person).order_by("-since").first()
    if place is None:
        raise Http404
    try:
        end_place(by=_me(request), place=place)
    except AlreadyEnded as refused:  # the button was pressed twice
        messages.info(request, str(refused))
    return redirect(f"{reverse('space_people', args=[space.uid])}?ended={person}")


@require_POST
@opens(FACILITATE, on=Space)
def restore(request: HttpRequest, space: Space, whose: str) -> HttpResponse:
    """Take back that one ended somebody's place, or took out an organisation."""
    try:
        match just_ended(space, _me(request), whose):
            case Place() as place:
                restore_place(by=_me(request), place=place)
                messages.success(request, _says_who(place))
            case SpaceOrganisation() as naming:
                restore_naming(by=_me(request), naming=naming)
                name = naming.organisation.name
                messages.success(request, _("%(name)s takes part here.") % {"name": name})
            case _:
                messages.info(request, _("It can be brought back for ten minutes. Give it again."))
    except (AlreadyThere, DoesNotBelong, NotAGuestsEnd) as refused:
        messages.info(request, str(refused))
    except ValidationError as refused:
        messages.info(request, " ".join(refused.messages))
    return redirect("space_people", space.uid)


@opens(FACILITATE, on=Space)
def organisations(request: HttpRequest, space: Space) -> HttpResponse:
    """Find an organisation, and name it: its people take part."""
    if request.method == "POST":
        return _name_organisation(request, space, request.POST.get("organisation", ""))
    form = FindForm(request.GET if "q" in request.GET else None)
    words = form.cleaned_data["q"].strip() if form.is_valid() else ""
    rows = Organisation.objects.visible_to(request.user).still_open().matching(words)
    found = list(rows.for_rows()[: SHOWN + 1]) if words else []
    return _page(
        request,
        "name_organisation",
        space,
        form=form,
        words=words,
        found=found[:SHOWN],
        more=len(found) > SHOWN,
    )


def _name_organisation(request: HttpRequest, space: Space, uid: str) -> HttpResponse:
    organisation = Organisation.objects.visible_to(request.user).filter(uid=uid).first()
    if organisation is None:
        messages.info(request, _("Find the organisation first, then name it."))
        return redirect("name_organisation", space.uid)
    try:
        name_organisation(by=_me(request), space=space, organisation=organisation)
        says = _("The people of %(name)s take part here now.")
        messages.success(request, says % {"name": organisation.name})
    except AlreadyThere as refused:
        messages.info(request, str(refused))
    return redirect("space_people", space.uid)


@require_POST
@opens(FACILITATE, on=Space)
def end_organisation(request: HttpRequest, space: Space, organisation: str) -> HttpResponse:
    """Take an organisation's name out of a space."""
    namings = SpaceOrganisation.objects.filter(space=space, organisation__uid=organisation)
    naming = namings.order_by("-since").first()
    if naming is None:
        raise Http404
    try:
        end_naming(by=_me(request), naming=naming)
    except AlreadyEnded as refused:  # the button was pressed twice
        messages.info(request, str(refused))
    return redirect(f"{reverse('space_people', args=[space.uid])}?ended={organisation}")


def _place(space: Space, person: str) -> Place:
    places = Place.objects.current().filter(space=space, person__uid=person)
    return get_object_or_404(places.select_related("person", "organisation", "space"))


def _says_who(place: Place) -> str:
    words: dict[str, Any] = {"name": place.person.name, "role": place.get_role_display().lower()}
    if place.last_day is None:
        return _("%(name)s takes part here as a %(role)s.") % words
    words["until"] = full_date(place.last_day)
    return _("%(name)s is a guest here until %(until)s.") % words


def _me(request: HttpRequest) -> Person:
    person: Any = request.user
    return person


def _page(request: HttpRequest, name: str, space: Space, **context: object) -> HttpResponse:
    people = (_("People"), reverse("space_people", args=[space.uid]))
    shared = {"space": space, "crumbs": [*crumbs_to(space), people]}
    return render(request, f"networks/{name}.html", shared | context)
