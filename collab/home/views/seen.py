from django import forms
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.base.access.subjects import Ref, find
from collab.base.ui.redirects import back
from discussions.models import Thread
from networks.actions.marks import mark_seen
from networks.ledger import head_of
from networks.models import Space
from networks.policies import OPEN_OWN_PAGES

from ..actions import mark_all_seen


class SeenForm(forms.Form):
    """What somebody has read, and up to which number; of a space, also what was said in it."""

    subject = forms.CharField(max_length=40)
    n = forms.IntegerField(min_value=0, max_value=2**62)
    all = forms.BooleanField(required=False)


@require_POST
@opens(OPEN_OWN_PAGES)
def seen(request: HttpRequest) -> HttpResponse:
    """Remember how far somebody has read a discussion or a space; never beyond its end."""
    form = SeenForm(request.POST)
    if not form.is_valid():
        raise BadRequest(_("Say what was read, and up to which number."))
    subject = _readable(request, form.cleaned_data["subject"])
    end = head_of(subject.stream)[1] if isinstance(subject, Space) else subject.last_n
    n = min(form.cleaned_data["n"], end)
    if isinstance(subject, Space) and form.cleaned_data["all"]:
        mark_all_seen(by=request.user, space=subject, n=n)
    else:
        mark_seen(by=request.user, subject=Ref.read(form.cleaned_data["subject"]), n=n)
    return back(request, "home") if "next" in request.POST else HttpResponse(status=204)


def _readable(request: HttpRequest, written: str) -> Space | Thread:
    try:
        subject = find(Ref.read(written), request.user)
    except ValueError:
        subject = None
    if not isinstance(subject, Space | Thread):
        raise Http404
    return subject
