from urllib.parse import urlsplit

from django import template
from django.urls import Resolver404, resolve

register = template.Library()


@register.simple_tag
def why_sign_in(goes_to: str | None) -> str:
    """Why the page that somebody wanted to open is not shown signed out; "" if it goes without
    saying."""
    try:
        view = resolve(urlsplit(goes_to or "").path).func
    except (Resolver404, ValueError):
        return ""
    needed = getattr(view, "permission", None)
    return needed.signed_out if needed else ""
