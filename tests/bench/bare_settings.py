"""The product's settings, for a server that has the address /bare as well."""

from collab.settings import *  # noqa: F403

ASGI_APPLICATION = "tests.bench.bare.application"
