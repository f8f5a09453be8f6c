from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def back(request: HttpRequest, otherwise: str) -> HttpResponseRedirect:
    """To the page that a form stood on, which its field ``next`` names, or else to another.

    Only to a page of ours: anybody may have written the field.
    """
    return HttpResponseRedirect(back_to(request, otherwise))


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The address of the page that somebody came from, which ``next`` names, or else of another."""
    path = request.POST.get("next", "") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(
        path, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return path if ours else resolve_url(otherwise)
