"""Each kind of page can be used by everyone: wide, on a phone, and on a very narrow one."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, get_resolver, resolve
from playwright.sync_api import expect

from tests.journeys.conftest import Someone
from tests.journeys.people import NARROW, WIDE, Visitor
from tests.journeys.story import (
    AMINA,
    BEN,
    DANIEL,
    FALLS,
    FARAH,
    FIRST_HOUR,
    GRACE,
    LEAH,
    MEDICINES,
    NIGHTS,
    PRIYA,
    SURGERY,
    SURGICAL,
    YUSUF,
)

NOBODY = ""
OLDER = "Look through How does a care home learn that a dose has changed?"
WEST = "West of England"
HOLLYBUSH = "Join request: Hollybush Surgery"
HER_MESSAGE = "More about this message by Amina Okafor"
VERY_NARROW = (320, 640)
# A discussion opens there; a window that changes its size stays where it was.
WHERE_ONE_LEFT = """document.querySelector(".app-page--thread .app-daterule--new")
  ?.scrollIntoView({block: "center"})"""


@dataclass(frozen=True)
class Place:
    """A page, and the way there: from an address, by links, to an address below the last."""

    route: str
    who: str
    start: str
    links: tuple[str, ...] = ()
    below: str = ""
    pictures: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.route} {self.who.partition('.')[0]}".strip()


PLACES = [
    Place("home", NOBODY, "/", pictures=("front-wide", "front-narrow")),
    Place("home", AMINA, "/", pictures=("home-wide", "home-narrow")),
    Place("home", YUSUF, "/"),
    Place("spaces", NOBODY, "/spaces"),
    Place("spaces", AMINA, "/spaces"),
    Place("choose_space", AMINA, "/share"),
    Place("space", NOBODY, "/spaces", (SURGERY,)),
    Place("space", AMINA, "/spaces", (FALLS,), pictures=("space-wide", "space-narrow")),
    Place("space_interventions", AMINA, "/spaces", (FALLS, "Interventions")),
    Place("space_discussions", AMINA, "/spaces", (FALLS, "Discussions")),
    Place("space_people", AMINA, "/spaces", (FALLS, "People")),
    Place("space_people", PRIYA, "/spaces", (FALLS, "People"), pictures=("people-wide",)),
    Place("space_settings", PRIYA, "/spaces", (FALLS, "Settings")),
    Place("name_person", PRIYA, "/spaces", (FALLS,), "/people/name?q=tom"),
    Place("change_place", PRIYA, "/spaces", (FALLS, "People", "Extend or end")),
    Place("name_organisation", PRIYA, "/spaces", (FALLS,), "/organisations?q=fenland"),
    Place("move_thread", PRIYA, "/spaces", (FALLS, NIGHTS, "Move", SURGERY)),
    Place(
        "open_collaborative_space",
        PRIYA,
        "/collaboratives",
        ("West of England", "Open a space", "Learning session"),
    ),
    Place("open_organisation_space", YUSUF, "/o/RZ0/spaces/new"),
    Place("space_visibility", PRIYA, "/spaces", (MEDICINES, "Change who sees it")),
    Place("space_onlookers", PRIYA, "/spaces", (FALLS,), "/visibility/people"),
    Place("open_older_thread", PRIYA, "/spaces", (MEDICINES, "Change who sees it", OLDER)),
    Place("share_intervention", AMINA, "/spaces", (FALLS,), "/share", ("share-wide",)),
    Place("discuss", AMINA, "/spaces", (FALLS, "Start discussion")),
    Place("thread", NOBODY, "/spaces", (SURGERY, "Music off for the time out")),
    Place("thread", AMINA, "/spaces", (FALLS, NIGHTS), "", ("thread-wide", "thread-narrow")),
    Place("retitle_thread", AMINA, "/spaces", (FALLS, NIGHTS), "/title"),
    Place("message_options", AMINA, "/spaces", (FALLS, NIGHTS, HER_MESSAGE)),
    Place("edit_message", AMINA, "/spaces", (FALLS, NIGHTS, HER_MESSAGE, "Edit")),
    Place("remove_message", AMINA, "/spaces", (FALLS, NIGHTS, HER_MESSAGE), "/../remove"),
    Place("purge_message", AMINA, "/spaces", (FALLS, NIGHTS, HER_MESSAGE), "/../purge"),
    Place("message_history", AMINA, "/spaces", (FALLS, NIGHTS, HER_MESSAGE), "/../history"),
    Place("interventions", NOBODY, "/interventions"),
    Place("organisation_invite", BEN, "/o/RZ1", ("Invite many at once",)),
    Place("organisation_invitations", BEN, "/o/RZ1", ("Invitations sent",)),
    Place("collaborative_invite", PRIYA, "/collaboratives", (WEST, "Invite many at once")),
    Place("collaborative_invitations", PRIYA, "/collaboratives", (WEST, "Invitations sent")),
    Place(
        "intervention",
        NOBODY,
        "/interventions",
        (SURGICAL,),
        pictures=("intervention-wide", "intervention-narrow"),
    ),
    Place("intervention", AMINA, "/interventions", (FIRST_HOUR,)),
    Place("edit_intervention", AMINA, "/interventions", (FIRST_HOUR,), "/edit"),
    Place("remove_intervention", AMINA, "/interventions", ("Comfort rounds at night",), "/remove"),
    Place("purge_intervention", AMINA, "/interventions", ("Comfort rounds at night",), "/purge"),
    Place(
        "purge_former_versions",
        AMINA,
        "/interventions",
        ("Comfort rounds at night",),
        "/versions/purge",
    ),
    Place("intervention_discuss", AMINA, "/interventions", (SURGICAL, "Discuss")),
    Place("start_intervention_discussion", AMINA, "/interventions", (SURGICAL,), "/discuss/start"),
    Place("intervention_versions", NOBODY, "/interventions", (SURGICAL, "Versions")),
    Place("intervention_version", AMINA, "/interventions", (SURGICAL,), "/v/1"),
    Place(
        "intervention_version",
        NOBODY,
        "/interventions",
        (SURGICAL, "Versions", "What changed"),
        pictures=("changes-wide",),
    ),
    Place("collaboratives", NOBODY, "/collaboratives"),
    Place(
        "collaborative",
        AMINA,
        "/collaboratives",
        ("West of England",),
        pictures=("collaborative-wide",),
    ),
    Place(
        "network", NOBODY, "/collaboratives", ("The network, drawn",), pictures=("network-wide",)
    ),
    Place(
        "network_of_collaborative",
        AMINA,
        "/collaboratives",
        ("West of England",),
        "/network",
        ("drawn-wide", "drawn-narrow"),
    ),
    Place("collaborative", PRIYA, "/collaboratives", ("West of England",)),
    Place("space", FARAH, "/spaces", (HOLLYBUSH,)),
    Place("members", PRIYA, "/collaboratives", ("West of England", "Members")),
    Place("members_people", PRIYA, "/collaboratives", ("West of England", "Members", "People")),
    Place("write_to_members", PRIYA, "/collaboratives", ("West of England",), "/members/write"),
    Place("decline_join", PRIYA, "/collaboratives", ("West of England", "Decline")),
    Place("choose_collaborative", BEN, "/o/RZ1", ("Join another, or leave",)),
    Place("ask_to_join", BEN, "/o/RZ1", ("Join another, or leave", "Ask to join")),
    Place("desk", PRIYA, "/", ("Desk",), pictures=("desk-wide", "desk-narrow")),
    Place("desks", DANIEL, "/desk"),
    Place("organisations", NOBODY, "/organisations?q=bristol"),
    Place("register_organisation", AMINA, "/organisations/register?q=surgery"),
    Place("registrations_waiting", DANIEL, "/", ("Organisations waiting",)),
    Place("organisation", NOBODY, "/o/RZ0"),
    Place("organisation", YUSUF, "/o/RZ0", pictures=("organisation-wide",)),
    Place("fellows", NOBODY, "/fellows", pictures=("fellows-wide",)),
    Place("fellow", AMINA, "/fellows", ("Amina Okafor",)),
    Place("describe_expertise", AMINA, "/fellows", ("Amina Okafor",), "/describe"),
    Place("me", AMINA, "/me"),
    Place("needs", DANIEL, "/needs"),
    Place("notices", BEN, "/notices", pictures=("notices-wide", "notices-narrow")),
    Place("mfa_index", AMINA, "/me", ("How you sign in",), pictures=("sign-in-ways-wide",)),
    Place("second_factor", AMINA, "/accounts/second-factor/"),
    Place("still_you", AMINA, "/accounts/still-you/"),
    Place("tokens", AMINA, "/me", ("Access tokens",)),
    Place("api_docs", NOBODY, "/api/v1/docs", pictures=("api-wide",)),
    Place("my_organisations", AMINA, "/me/organisations?q=hospital"),
    Place("move", AMINA, "/me/organisations", ("Move from Severnside Hospitals",), "?q=infirmary"),
    Place("prove_address", AMINA, "/me/organisations/prove/an-old-key"),
    Place("domains", LEAH, "/o/RZ3/domains"),
    Place("organisation", LEAH, "/o/RZ3"),
    Place("domains_waiting", DANIEL, "/domains/waiting"),
    Place("person", AMINA, "/me", ("Your profile",), pictures=("profile-wide", "profile-narrow")),
    Place("person", NOBODY, "/collaboratives", ("West of England", "Priya Nair")),
    Place("people_like_me", AMINA, "/people/like-me"),
    Place("account_login", NOBODY, "/accounts/login/", pictures=("sign-in-wide",)),
    Place("account_signup", NOBODY, "/accounts/signup/", pictures=("sign-up-narrow",)),
    Place("account_email_verification_sent", NOBODY, "/accounts/confirm-email/"),
    Place("account_confirm_email", NOBODY, "/accounts/confirm-email/an-old-key/"),
    Place("account_reset_password", NOBODY, "/accounts/password/reset/"),
    Place("account_reset_password_done", NOBODY, "/accounts/password/reset/done/"),
    Place("account_reset_password_from_key", NOBODY, "/accounts/password/reset/key/1-old/"),
    Place("account_reset_password_from_key_done", NOBODY, "/accounts/password/reset/key/done/"),
    Place("account_inactive", NOBODY, "/accounts/inactive/"),
    Place("account_email", GRACE, "/accounts/email/"),
    Place("add_address", GRACE, "/accounts/email/add/an-old-key/"),
    Place("account_change_password", GRACE, "/accounts/password/change/"),
    Place("account_reauthenticate", GRACE, "/accounts/reauthenticate/"),
    Place("account_logout", GRACE, "/accounts/logout/"),
    Place("security_log", DANIEL, "/", ("Security log",)),
    Place("legal_holds", DANIEL, "/", ("Legal holds",)),
    Place("suspensions", DANIEL, "/", ("Suspended people",)),
    Place("help", NOBODY, "/help"),
    Place("help_writing", NOBODY, "/help/writing", pictures=("help-writing-wide",)),
    Place("help_permissions", NOBODY, "/help/permissions", pictures=("permissions-wide",)),
    Place("help_accessibility", NOBODY, "/help/accessibility"),
    Place("help_privacy", NOBODY, "/help/privacy"),
    Place("gallery", NOBODY, "/design/"),
]

# Addresses that are no pages of their own: they take what is sent, and answer with another page.
NOT_PAGES = {
    "undo_visibility",
    "close_older_thread",
    "close_older_intervention",
    "open_older_intervention",  # as a discussion is: see test_who_sees_a_space.py
    "confirm_registration",
    "merge_registration",
    "decline_registration",
    "undo_registration",
    "file",
    "file_preview",
    "files_of_space",
    "remove_file",  # the story has no file: see its journey
    "drafts",
    "names_in_space",
    "notice",
    "notices_count",
    "read_notices",
    "unread_notices",
    "seen",
    "preview",
    "space_rows",
    "archive_space",
    "restore_space",
    "end_place",
    "end_naming",
    "restore_in_space",
    "messages",
    "message",
    "restore_message",
    "restore_intervention",
    "join",
    "join_by_domain",
    "ask_for_proof",
    "change_role",
    "confirm_domain",
    "decline_domain",
    "reconsider_domain",
    "take_domain_away",
    "give_domain_back",
    "confirm",
    "decline",
    "reconsider",
    "desk_decline",
    "end",
    "leave",
    "organisation_invite_one",
    "organisation_send_all_again",
    "collaborative_invite_one",
    "collaborative_send_all_again",
    "send_invitation_again",
    "withdraw_invitation",
    "restore_invitation",
    "take_up_invitation",
    "decline_invitation",
    "reconsider_invitation",
    "invitation_template",
    "invitation_batch_result",
    "invitation_batch",  # these three need a mail: see their journeys
    "your_invitation",
    "open_invitation",
    "export_security_log",
    "take_table",
    "accept_join",
    "reconsider_join",
    "withdraw_join",
    "leave_collaborative",
    "stay_in_collaborative",
    "admit_member",
    "change_member",
    "end_member",
    "keep_member",
    "desk_quiet",
    "desk_step",
    "desk_undo",
    "lift_hold",
    "readmit",
    "api_description",
    "healthz",
    "readyz",
    "metrics",
    "everything",  # these four ask for the password first: see their journeys
    "leave_for_good",
    "suspend",
    "new_token",
    "revoke_token",
    "account_set_password",
    "account_confirm_login_code",
    "go_on",
    "end_session",
    "end_other_sessions",
    "mfa_login_webauthn",
    # They ask who it is first, or need a second step: see test_signing_in_in_two_steps.py.
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "remove_passkey",
    # They need a provider: see tests/unit/accounts/test_elsewhere.py.
    "openid_connect_login",
    "openid_connect_callback",
    "socialaccount_signup",
    "socialaccount_login_cancelled",
    "socialaccount_login_error",
    "disconnect",
}


class Reader:
    """Somebody who looks at page after page in one browser. Where links have led them once, they
    go by its address."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.page = visitor.page
        self.addresses: dict[tuple[str, ...], str] = {}

    def goes_to(self, place: Place) -> None:
        way = (place.start, *place.links)
        known = len(way)
        while known > 1 and way[:known] not in self.addresses:
            known -= 1
        address = self.addresses.get(way[:known], place.start)
        if known < len(way) or not place.below:
            self.visitor.goes_to(address)
        for step in range(known, len(way)):
            self.follows(way[step])
            address = self.addresses[way[: step + 1]] = self.page.url
        if place.below:
            self.visitor.goes_to(address + place.below)
        assert resolve(urlsplit(self.page.url).path).url_name == place.route

    def follows(self, link: str) -> None:
        before = self.page.url
        if link == HER_MESSAGE:  # with script it opens in place
            more = self.page.get_by_role("link", name=link).first
            self.visitor.goes_to(str(more.get_attribute("href")))
        else:
            self.visitor.clicks(link)
        expect(self.page).not_to_have_url(before)

    def looks_through_a_window_of(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.evaluate(WHERE_ONE_LEFT)


@pytest.fixture(scope="module")
def readers() -> dict[str, Reader]:
    """By address, those who look at pages. They change nothing, so that each of them can keep
    one browser for all."""
    return {}


@pytest.mark.parametrize("place", PLACES, ids=str)
def test_everyone_can_use_each_page(
    newcomer: Someone, readers: dict[str, Reader], place: Place
) -> None:
    if place.who not in readers:
        readers[place.who] = Reader(newcomer(place.who, screen=WIDE))
    reader = readers[place.who]
    visitor, page = reader.visitor, reader.page
    reader.looks_through_a_window_of(*WIDE)
    reader.goes_to(place)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    expect(page).to_have_title(re.compile("Patient Safety Collab$"))
    if place.who and page.locator("[data-connection]").count():
        visitor.is_live()

    for width, height in (WIDE, NARROW):
        reader.looks_through_a_window_of(width, height)
        for picture in place.pictures:
            if picture.endswith("wide" if (width, height) == WIDE else "narrow"):
                visitor.takes_a_picture(picture)
        visitor.meets_a_page_that_everyone_can_use()
    reader.looks_through_a_window_of(*VERY_NARROW)
    visitor.needs_no_scrolling_sideways()
    visitor.has_no_complaint()


def test_no_page_is_left_out() -> None:
    pages = set(names(get_resolver().url_patterns))
    assert {place.route for place in PLACES} | NOT_PAGES == pages


def names(patterns: list) -> set[str]:
    """Every address that is none of the API's operations."""
    return {
        name
        for each in patterns
        for name in ([each.name] if isinstance(each, URLPattern) else names(each.url_patterns))
        if not hasattr(each.callback if isinstance(each, URLPattern) else None, "declared")
    }
