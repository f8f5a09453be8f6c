from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest, otherwise: str) -> HttpResponseRedirect:
    """To the page that a form stood on, which its field ``next`` names, or else to another.

    Only to a page of ours: anybody may have written the field.
    """
    path = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(path if ours else resolve_url(otherwise))
