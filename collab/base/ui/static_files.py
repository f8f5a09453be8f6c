"""Styles, scripts and pictures of ours, served by whoever serves the pages."""

from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, which where it finds files as they change would look for each page's address on
    the disk as well."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(self.static_prefix):
            return self.get_response(request)
        return super().__call__(request)
