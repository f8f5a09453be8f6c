"""Pages of discussions."""

from .threads import discuss_page

__all__ = ["discuss_page"]
