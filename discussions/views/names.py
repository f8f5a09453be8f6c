from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse

from collab.base.access.routes import opens
from networks.members import participants
from networks.models import Space
from networks.policies import SEE_PEOPLE

from ..mentions import named_like


class BeginningForm(forms.Form):
    """What a name begins with."""

    q = forms.CharField(max_length=80)


@opens(SEE_PEOPLE, on=Space)
def names(request: HttpRequest, space: Space) -> HttpResponse:
    """Who takes part in a space and could be meant, as somebody types a name after "@"."""
    form = BeginningForm(request.GET)
    found = named_like(form.cleaned_data["q"], space) if form.is_valid() else []
    people = [
        {"name": each.person.name, "where": each.organisation}
        for each in participants(space, found)
    ]
    return JsonResponse({"people": people})
