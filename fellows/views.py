from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from collab.base.access.routes import opens
from collab.base.ui.paging import page_of
from networks.models import Fellowship
from networks.policies import READ_SITE

from .actions import describe_expertise
from .forms import ExpertiseForm, FellowFilter
from .models import expertise_of
from .policies import DESCRIBE_EXPERTISE

FILTERS = {
    "method": "person__expertise__methods__slug",
    "topic": "person__expertise__topics__slug",
    "region": "collaborative__uid",
}


@opens(READ_SITE)
def fellows(request: HttpRequest) -> HttpResponse:
    """The directory of fellows, by method, topic and region."""
    form = FellowFilter(request.GET)
    found = Fellowship.objects.visible_to(request.user).for_rows()
    chosen = form.cleaned_data if form.is_valid() else {}
    for name, field in FILTERS.items():
        if chosen.get(name):
            found = found.filter(**{field: chosen[name]})
    described = found.prefetch_related("person__expertise__methods", "person__expertise__topics")
    return render(
        request,
        "fellows/fellows.html",
        {
            "form": form,
            "filtered": any(chosen.values()),
            "count": found.count(),
            "page": page_of(
                described,
                order=("person__name", "person__uid"),
                after=request.GET.get("after", ""),
            ),
        },
    )


@opens(DESCRIBE_EXPERTISE, on=Fellowship)
def describe(request: HttpRequest, fellowship: Fellowship) -> HttpResponse:
    """A fellow says what they can help others with."""
    person = fellowship.person
    if request.method == "POST":
        form = ExpertiseForm(request.POST)
        if form.is_valid():
            describe_expertise(
                by=request.user,
                about=form.cleaned_data["about"],
                methods=form.cleaned_data["methods"],
                topics=form.cleaned_data["topics"],
            )
            messages.success(request, _("Your page is up to date."))
            return redirect("fellow", person.uid)
    else:
        form = ExpertiseForm(initial=ExpertiseForm.initial_of(expertise_of(person)))
    crumbs = [
        (_("Fellows"), reverse("fellows")),
        (person.name, reverse("fellow", args=[person.uid])),
    ]
    return render(request, "fellows/describe.html", {"form": form, "crumbs": crumbs})
