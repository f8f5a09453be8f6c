from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from collab.base.access.permissions import may
from collab.base.access.routes import opens
from collab.base.ui.paging import PAGE_SIZE, page_of
from networks.models import Fellowship
from networks.policies import OPEN_OWN_PAGES, READ_SITE, SEE_PEOPLE_LIKE_ME
from networks.roles import NETWORK

from .actions import describe_expertise
from .forms import ExpertiseForm, FellowFilter
from .like_me import like_me, with_reasons
from .models import expertise_of
from .policies import DESCRIBE_EXPERTISE

SHOWN = 3
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


@opens(OPEN_OWN_PAGES)
def people_like_me(request: HttpRequest) -> HttpResponse:
    """The people like whoever reads it, the most alike first."""
    found = like_me(request.user)
    after = request.GET.get("after", "")
    start = next((n for n, each in enumerate(found, 1) if each.uid == after), 0)
    page = found[start : start + PAGE_SIZE]
    return render(
        request,
        "fellows/like_me.html",
        {
            "crumbs": [(_("Your account"), reverse("me"))],
            "in_network": may(request.user, SEE_PEOPLE_LIKE_ME, NETWORK),
            "people": with_reasons(page, request.user) if page else (),
            "after": page[-1].uid if start + PAGE_SIZE < len(found) else "",
        },
    )


def on_own_page(request: HttpRequest) -> str:
    """The first of them, for one's account page."""
    people = like_me(request.user)[:SHOWN]
    told = with_reasons(people, request.user) if people else ()
    return render_to_string("fellows/_like_me_section.html", {"people": told}, request)


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
