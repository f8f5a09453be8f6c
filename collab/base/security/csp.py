"""What a browser may do with our pages: only what we serve, nothing written inline.

Should somebody ever get markup past the sanitiser, the browser still runs none of it.
"""

from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse

UNUSED_FEATURES = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
    "xr-spatial-tracking",
)


def policy(directives: Mapping[str, Iterable[str] | bool | None]) -> str:
    """The header's text for a setting in the shape of Django 6's ``SECURE_CSP``."""
    parts = []
    for name, sources in directives.items():
        if sources is True:
            parts.append(name)
        elif sources:
            parts.append(f"{name} {' '.join([sources] if isinstance(sources, str) else sources)}")
    return "; ".join(parts)


class ContentSecurityPolicyMiddleware:
    """Sends the policy of ``settings.SECURE_CSP``, and turns off what no page uses.

    A view that sets its own policy keeps it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.headers = {
            "Content-Security-Policy": policy(settings.SECURE_CSP),
            "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
            "Cross-Origin-Resource-Policy": "same-origin",
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in self.headers.items():
            response.headers.setdefault(name, value)
        return response
