from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from collab.base.access.routes import opens
from collab.base.ui.paging import count_up_to, page_of
from networks.roles import NETWORK

from ..actions import MOST_EXPORTED, TooMuch, take_copy_of_log
from ..forms import LogFilter
from ..policies import READ_SECURITY_LOG
from ..reading import NEWEST_FIRST, lines, matching


@opens(READ_SECURITY_LOG, over=NETWORK, hidden=True)
def security_log(request: HttpRequest) -> HttpResponse:
    """What happened, newest first, by kind, person, thing and day."""
    form = LogFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else None
    found = matching(asked or {})
    if asked is None:
        found = found.none()
    page = page_of(found, order=NEWEST_FIRST, after=request.GET.get("after", ""))
    return render(
        request,
        "security_log/security_log.html",
        {
            "form": form,
            "asked": _asked(request.GET),
            "chosen": form.chosen if asked else [],
            "count": count_up_to(MOST_EXPORTED, found, order=NEWEST_FIRST),
            "counted": MOST_EXPORTED,
            "lines": list(lines(page.rows, request.user)),
            "after": page.after,
        },
    )


@require_POST
@opens(READ_SECURITY_LOG, over=NETWORK, hidden=True)
def export(request: HttpRequest) -> HttpResponse:
    """The entries that the address asks for, as a file for a spreadsheet."""
    form = LogFilter(request.GET)
    back = f"{reverse('security_log')}?{_asked(request.GET)}"
    if not form.is_valid():
        return redirect(back)
    try:
        text = take_copy_of_log(by=request.user, entries=matching(form.cleaned_data))
    except TooMuch:
        says = _(
            "A file takes %(most)d entries, and these are more. Choose fewer days, and take one "
            "file after the other."
        )
        messages.error(request, says % {"most": MOST_EXPORTED})
        return redirect(back)
    name = f"security-log-{timezone.localdate():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def _asked(query: Any) -> str:
    """The filter alone, as an address carries it."""
    kept = QueryDict(mutable=True)
    kept.update({name: query[name] for name in LogFilter.base_fields if query.get(name)})
    return kept.urlencode()
