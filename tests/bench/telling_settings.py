"""The product's settings, for a server that has the socket /tell as well."""

from collab.settings import *  # noqa: F403

ASGI_APPLICATION = "tests.bench.telling.application"
