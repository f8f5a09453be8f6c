"""A network on which requests wait until they are let through."""

import re

from playwright.sync_api import Route

from tests.journeys.people import Visitor


class SlowNetwork:
    """What somebody's browser asks of some addresses, in order.

    Args:
        visitor: who asks.
        addresses: a pattern of what waits; all else goes through.
    """

    def __init__(self, visitor: Visitor, addresses: str) -> None:
        self.page = visitor.page
        self.waiting: list[Route] = []
        self.page.route(re.compile(addresses), lambda route: self.waiting.append(route))

    def next(self) -> Route:
        """The request that has waited longest, or the next to come, to be let through or not."""
        for _ in range(200):
            if self.waiting:
                break
            self.page.wait_for_timeout(50)
        return self.waiting.pop(0)
