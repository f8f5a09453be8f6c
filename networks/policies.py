"""Who may do what in the network: one row a permission, read by every page and action."""

from collab.base.access.permissions import Role, permission

ANYONE = [Role.ANYONE]
SIGNED_IN = [Role.SIGNED_IN]
LOOKS_AFTER = [Role.SAFETY_LEAD, Role.ADMINISTRATOR, Role.STEWARD]

READ_SITE = permission(
    "read_site", "Read the front page, help and directories", ANYONE, about="site"
)
OPEN_OWN_PAGES = permission(
    "open_own_pages",
    "Open one’s own pages: profile, organisations, spaces",
    SIGNED_IN,
    about="site",
)
REGISTER_ORGANISATION = permission(
    "register_organisation",
    "Register an organisation that the directory misses",
    SIGNED_IN,
    about="site",
)
LOOK_AFTER_NETWORK = permission(
    "look_after_network",
    "Add organisations and collaboratives, appoint stewards",
    [Role.STEWARD],
    about="site",
)

CONFIRM_DOMAINS = permission(
    "confirm_domains",
    "Confirm that an email domain belongs to one organisation alone, or decline it",
    [Role.STEWARD],
    about="site",
)

SUSPEND = permission(
    "suspend", "Suspend people, and let them sign in again", [Role.STEWARD], about="site"
)

HOLD = permission("hold", "Place and lift legal holds", [Role.STEWARD], about="site")

READ_ORGANISATION = permission(
    "read_organisation", "Read an organisation’s page", ANYONE, about="organisation"
)
REQUEST_AFFILIATION = permission(
    "request_affiliation", "Ask to join an organisation", SIGNED_IN, about="organisation"
)
DECIDE_AFFILIATIONS = permission(
    "decide_affiliations",
    "Confirm, decline and end who belongs to an organisation",
    LOOKS_AFTER,
    about="organisation",
)
LIST_DOMAINS = permission(
    "list_domains",
    "List an organisation’s email domains, and take them away",
    LOOKS_AFTER,
    about="organisation",
)
INVITE = permission("invite", "Invite people to an organisation", LOOKS_AFTER, about="organisation")
SEE_ORGANISATION_PEOPLE = permission(
    "see_organisation_people",
    "See who belongs to an organisation",
    [Role.NETWORK],
    about="organisation",
)
OPEN_ORGANISATION_SPACE = permission(
    "open_organisation_space",
    "Open a space for the organisation’s own people",
    LOOKS_AFTER,
    about="organisation",
)

READ_PERSON = permission(
    "read_person",
    "Read the profile of a person whom one may know: fellows, leads and coaches; in the network "
    "each other; otherwise those with whom one shares a space",
    ANYONE,
    about="person",
)
SEE_PEOPLE_LIKE_ME = permission(
    "see_people_like_me",
    "Find people in the network who do what one does",
    [Role.NETWORK],
    about="site",
)
END_AFFILIATION = permission(
    "end_affiliation",
    "See somebody’s part in an organisation, and end it",
    [Role.SELF, *LOOKS_AFTER],
    about="person",
)
MOVE_AFFILIATION = permission(
    "move_affiliation",
    "Move to another organisation, and prove the address by which one belongs",
    [Role.SELF],
    about="person",
)

ASK_TO_JOIN = permission(
    "ask_to_join",
    "Ask that the organisation takes part in a collaborative, and take that back",
    [*LOOKS_AFTER, Role.SPONSOR],
    about="organisation",
)
END_OWN_MEMBERSHIP = permission(
    "end_own_membership",
    "End the organisation’s part in a collaborative",
    LOOKS_AFTER,
    about="organisation",
)

READ_COLLABORATIVE = permission(
    "read_collaborative", "Read a collaborative’s page", ANYONE, about="collaborative"
)
SEE_MEMBERS = permission(
    "see_members",
    "See a collaborative’s organisations and people, and when each was last active",
    [Role.COACH, Role.LEAD, Role.STEWARD],
    about="collaborative",
)
COORDINATE = permission(
    "coordinate",
    "Admit organisations, appoint leads and coaches, name fellows, open spaces",
    [Role.LEAD, Role.STEWARD],
    about="collaborative",
)

LOOK_AFTER_INVITATIONS = permission(
    "look_after_invitations",
    "Send an invitation again, or withdraw it",
    [*LOOKS_AFTER, Role.LEAD],
    about="invitation",
)

DECIDE_WHERE_NOBODY_CAN = permission(
    "decide_where_nobody_can",
    "Confirm as members, and decline, people of its organisations in which nobody else can",
    [Role.LEAD, Role.STEWARD],
    about="collaborative",
)

READ_SPACE = permission(
    "read_space", "Read a space and what is in it", [Role.READER], about="space"
)
SEE_PEOPLE = permission(
    "see_people",
    "See who takes part in a space",
    [Role.NETWORK, Role.CONTRIBUTOR],
    about="space",
    signed_out="Who takes part in a space is shown to people of the network only, so that nobody’s "
    "name is public for taking part. Sign in to see them. What is in the space you can read "
    "without an account.",
)
DECIDE_WHO_SEES = permission(
    "decide_who_sees",
    "Decide who sees a space, open to them what is older in it, archive and restore the space",
    [Role.LEAD, *LOOKS_AFTER],
    about="owner",
)
FACILITATE = permission(
    "facilitate",
    "Name people, organisations and guests in a space",
    [Role.FACILITATOR],
    about="space",
)
