"""For whom somebody invites: an organisation that they look after, or a collaborative's members."""

from typing import Any, NamedTuple

from django.urls import reverse

from .models import Collaborative, Invitation, Organisation
from .models.invitations import InvitationQuerySet


class InvitingFor(NamedTuple):
    """One of the two, and the addresses of its pages."""

    organisation: Organisation | None = None
    collaborative: Collaborative | None = None

    @property
    def thing(self) -> Organisation | Collaborative:
        return self.organisation or self.collaborative  # type: ignore[return-value]  # one of both

    @property
    def name(self) -> str:
        return self.thing.name

    @property
    def given(self) -> dict[str, Any]:
        """As actions take it."""
        return {"organisation": self.organisation, "collaborative": self.collaborative}

    @property
    def invitations(self) -> InvitationQuerySet:
        """Those that were sent for it. A lead sees none that an organisation sent itself."""
        if self.organisation:
            return Invitation.objects.all().filter(organisation=self.organisation)
        return Invitation.objects.all().filter(collaborative=self.collaborative)

    @property
    def invite(self) -> str:
        return self._address("invite")

    @property
    def invite_one(self) -> str:
        return self._address("invite_one")

    @property
    def list(self) -> str:
        return self._address("invitations")

    @property
    def send_all_again(self) -> str:
        return self._address("send_all_again")

    def _address(self, what: str) -> str:
        if self.organisation:
            return reverse(f"organisation_{what}", args=[self.organisation.identifier])
        return reverse(f"collaborative_{what}", args=[self.thing.uid])
