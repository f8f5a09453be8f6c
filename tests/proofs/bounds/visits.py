"""Every page and list of the product, as somebody opens it."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from collab.base.accounts.models import Person
from collab.base.ui.paging import page_of
from collab.desk.members import people as people_of_collaborative
from collab.interventions.library import NEWEST_FIRST
from collab.interventions.models import Intervention
from collab.notifications.reading import NEWEST_FIRST as LAST_TOLD_FIRST
from collab.notifications.reading import notices_of
from discussions.models import Thread
from networks.ledger import head_of
from networks.members import people_in
from networks.models import Affiliation, EmailDomain, Invitation, Organisation, Space
from networks.sight import onlookers
from tests.proofs.counts import PROVING

from .cast import Cast

LATEST_FIRST = ("-last_at", "-uid")
BY_NAME = ("name", "uid")


class Visit(NamedTuple):
    """An address, and who opens it; None for somebody signed out."""

    name: str
    who: Person | None
    address: str


def visits(cast: Cast) -> Iterator[Visit]:
    """Each page as those open it for whom it is most work."""
    everybody = {
        "signed out": None,
        "newcomer": cast.newcomer,
        "member": cast.member,
        "fellow": cast.fellow,
        "facilitator": cast.facilitator,
        "lead": cast.lead,
        "of many organisations": cast.busy,
        "steward": cast.steward,
    }
    ways = everybody if PROVING else ("of many organisations",)
    for way in ways:
        person = everybody[way]
        for name, address in {**of_everybody(cast), **later_pages(cast)}.items():
            yield Visit(f"{name}, {way}", person, address)
    for name, address in of_members(cast).items():
        for way in ("member", "of many organisations") if PROVING else ("member",):
            yield Visit(f"{name}, {way}", everybody[way], address)
    for name, address in of_stewards(cast).items():
        yield Visit(f"{name}, steward", cast.steward, address)
    for name, address in of_coordinators(cast).items():
        for way in ("lead", "steward") if PROVING else ("lead",):
            yield Visit(f"{name}, {way}", everybody[way], address)
    for name, address in of_leads(cast).items():
        yield Visit(f"{name}, lead", cast.lead, address)
    for name, address in of_safety_leads(cast).items():
        yield Visit(f"{name}, safety lead", cast.asked, address)
    for name, address in of_told(cast).items():
        yield Visit(f"{name}, who is told most", cast.told_most, address)
    yield Visit("profile, network", cast.member, f"/p/{cast.talkative.uid}")
    yield Visit("profile, fellow", cast.fellow, f"/p/{cast.talkative.uid}")
    yield Visit("own profile", cast.talkative, f"/p/{cast.talkative.uid}")
    yield Visit("home, who writes most", cast.talkative, "/")
    yield Visit("history of a message, lead", cast.lead, f"/m/{cast.edited.uid}/history")
    own = cast.members_space
    yield Visit("space of one organisation", own.by, own.get_absolute_url())


def of_everybody(cast: Cast) -> dict[str, str]:
    space, thread = cast.space.get_absolute_url(), cast.long_thread.get_absolute_url()
    intervention = cast.intervention.get_absolute_url()
    last_version = cast.intervention.number
    return {
        "front": "/",
        "spaces": "/spaces",
        "space": space,
        "rows of a space": f"{space}/rows?after={head_of(cast.space.stream)[1] - 400}",
        "interventions of a space": f"{space}/interventions",
        "interventions of a space, found": f"{space}/interventions?kind=checklist&words=night",
        "discussions of a space": f"{space}/discussions",
        "discussion": thread,
        "beginning of a discussion": f"{thread}?from=1",
        "middle of a discussion": f"{thread}?before={cast.long_thread.last_n // 2}",
        "short discussion": cast.short_thread.get_absolute_url(),
        "options of a message": f"/m/{cast.message.uid}/options",
        "interventions": "/interventions",
        "interventions of a kind": "/interventions?kind=bundle",
        "interventions found": "/interventions?words=night&evidence=tested",
        "interventions not found": "/interventions?words=xylophone",
        "intervention": intervention,
        "discussions of an intervention": f"{cast.discussed.get_absolute_url()}/discuss",
        "versions": f"{intervention}/versions",
        "version": f"{intervention}/v/1",
        "changes": f"{intervention}/v/{last_version}?changes",
        "organisations": "/organisations",
        "organisations found": "/organisations?q=house",
        "organisations in a place": "/organisations?q=bs1",
        "organisations of an area": "/organisations?q=BS",
        "organisations of a kind": "/organisations?kind=care_home",
        "organisations of a region": f"/organisations?region={cast.space.collaborative.uid}",
        "organisation": cast.organisation.get_absolute_url(),
        "collaboratives": "/collaboratives",
        "collaborative": cast.space.collaborative.get_absolute_url(),
        "network": "/network",
        "network of a collaborative": f"{cast.space.collaborative.get_absolute_url()}/network",
        "fellows": "/fellows",
        "fellows by topic": "/fellows?topic=falls&method=run-charts",
        "fellow": f"/f/{cast.fellow.uid}",
        "profile of a fellow": f"/p/{cast.fellow.uid}",
    }


def of_members(cast: Cast) -> dict[str, str]:
    """Pages that need an account, and the forms."""
    space, intervention = cast.space.get_absolute_url(), cast.intervention.get_absolute_url()
    return {
        "people of a space": f"{space}/people",
        "late people of a space": f"{space}/people?after={after(people_in(cast.space), BY_NAME)}",
        "answer to a message": f"{cast.long_thread.get_absolute_url()}?quote={cast.message.uid}",
        "form of a discussion": f"{space}/discuss",
        "form of an intervention": f"{space}/share",
        "form of a version": f"{intervention}/edit",
        "form about an intervention": f"{intervention}/discuss/start",
        "where to share": "/share",
        "own account": "/me",
        "own organisations": "/me/organisations",
        "own organisations, found": "/me/organisations?q=house",
        "own sign-in": "/me/sign-in",
        "own tokens": "/me/tokens",
        "names that begin so": f"{space}/names?q=a",
        "people like me": "/people/like-me",
        "registering an organisation": "/organisations/register?q=house",
        "own notices": "/notices",
    }


def of_told(cast: Cast) -> dict[str, str]:
    """Of whoever is told most; the bell stands on every page."""
    notices = notices_of(cast.told_most)
    return {
        "own account": "/me",
        "notices": "/notices",
        "late notices": f"/notices?after={after(notices, LAST_TOLD_FIRST)}",
        "new notices": "/notices?unread=on",
        "number of new notices": "/notices/count",
    }


def of_leads(cast: Cast) -> dict[str, str]:
    """Of whoever leads the collaborative, and decides about its largest space."""
    space, collaborative = cast.space.get_absolute_url(), cast.space.collaborative
    led = collaborative.get_absolute_url()
    thread = cast.long_thread.get_absolute_url()
    sent = Invitation.objects.filter(collaborative=collaborative)
    some = people_in(cast.space).filter(pk__gt=cast.lead.pk).earliest("pk")
    older = cast.space.thread_set.filter(reach="members").earliest("pk")
    own = f"{cast.join_request.space.get_absolute_url()}"
    late_onlookers = after(onlookers(cast.members_space), BY_NAME)
    return {
        "who sees a space": f"{space}/visibility",
        "who would see it": f"{space}/visibility?to=members",
        "onlookers": f"{space}/visibility/people",
        "late onlookers": f"{space}/visibility/people?after={late_onlookers}",
        "opening an older discussion": f"/d/{older.uid}/open",
        "settings of a space": f"{space}/settings",
        "naming a person": f"{space}/people/name",
        "naming a person, found": f"{space}/people/name?q=ada",
        "naming a person, as what": f"{space}/people/name?person={some.uid}",
        "naming an organisation": f"{space}/organisations?q=house",
        "opening a space": f"{led}/spaces/new",
        "opening a space, of a kind": f"{led}/spaces/new?from=learning-session",
        "where to move": f"{thread}/move",
        "moving": f"{thread}/move?into={cast.other_space.uid}",
        "inviting": f"{led}/invite",
        "invitations": f"{led}/invitations",
        "invitations that expired": f"{led}/invitations?state=expired",
        "late invitations": f"{led}/invitations?after={after(sent, ('-sent_at', 'uid'))}",
        "many invitations": cast.batch.get_absolute_url(),
        "many invitations, refused": f"{cast.batch.get_absolute_url()}?outcome=refused",
        "many invitations, as a table": f"{cast.batch.get_absolute_url()}/result.csv",
        "request to join": own,
    }


def of_safety_leads(cast: Cast) -> dict[str, str]:
    """Of whoever looks after the largest organisation."""
    own = cast.organisation.get_absolute_url()
    elsewhere = f"{own}/collaboratives/{cast.elsewhere.uid}"
    return {
        "own organisation": own,
        "home": "/",
        "what needs them": "/needs",
        "own domains": f"{own}/domains",
        "inviting": f"{own}/invite",
        "invitations": f"{own}/invitations",
        "collaboratives of an organisation": f"{own}/collaboratives",
        "asking to join": elsewhere,
        "opening a space": f"{own}/spaces/new",
        "opening a space, of a kind": f"{own}/spaces/new?from=own-space",
    }


def of_coordinators(cast: Cast) -> dict[str, str]:
    collaborative = cast.space.collaborative
    members = f"{collaborative.get_absolute_url()}/members"
    desk = f"{collaborative.get_absolute_url()}/desk"
    organisations = Organisation.objects.members_of(collaborative)
    people = people_of_collaborative(collaborative, {})
    return {
        "members": members,
        "members, quiet longest": f"{members}?sort=quiet&seen=quiet",
        "people of a collaborative": f"{members}/people",
        "people by organisation": f"{members}/people?sort=organisation",
        "people, quiet": f"{members}/people?seen=quiet&role=member",
        "people of an organisation": f"{members}/people?organisation={cast.organisation.uid}",
        "desk": desk,
        "people at a desk": f"{desk}?show=people",
        "organisations at a desk": f"{desk}?show=organisations",
        "discussions at a desk": f"{desk}?show=discussions",
        "what is due later": f"{desk}?later",
        "people of a name": f"{members}/people?q=ada",
        "late members": f"{members}?after={after(organisations, BY_NAME)}",
        "late people": f"{members}/people?after={after(people, BY_NAME)}",
        "writing to some": f"{members}/write?role=safety_lead",
    }


def of_stewards(cast: Cast) -> dict[str, str]:
    domains = EmailDomain.objects.waiting()
    return {
        "security log": "/security-log",
        "security log of a kind": "/security-log?kind=role_given",
        "security log of a frequent kind": "/security-log?kind=signed_in",
        "security log of a name": "/security-log?who=ada",
        "security log of a person": f"/security-log?who={cast.member.email}",
        "security log about something": f"/security-log?about={cast.space.uid}",
        "security log since": "/security-log?since=2026-01-01",
        "legal holds": "/legal-holds",
        "what needs a steward": "/needs",
        "domains that wait": "/domains/waiting",
        "late domains that wait": f"/domains/waiting?after={after(domains, ('since', 'uid'))}",
        "registrations that wait": "/organisations/waiting",
    }


def later_pages(cast: Cast) -> dict[str, str]:
    """Pages far from the first, by where the page before ended."""
    space = cast.space.get_absolute_url()
    in_space = {"space": cast.space}
    threads = Thread.objects.filter(**in_space)
    shared = Intervention.objects.filter(**in_space)
    for_organisation = {"for_organisation": cast.organisation}
    late = "&".join(
        [
            f"shared={after(Intervention.objects.filter(**for_organisation), NEWEST_FIRST)}",
            f"discussed={after(Thread.objects.filter(**for_organisation), LATEST_FIRST)}",
            f"people={after(people_of(cast.organisation), ('person__name', 'uid'))}",
        ]
    )
    seq = head_of(cast.space.stream)[1] // 2
    late_shared = after(shared, NEWEST_FIRST)
    return {
        "late spaces": f"/spaces?after={after(Space.objects.exclude(name='x'), BY_NAME)}",
        "late space": f"{space}?before={seq}",
        "late discussions of a space": f"{space}/discussions?after={after(threads, LATEST_FIRST)}",
        "late interventions of a space": f"{space}/interventions?after={late_shared}",
        "late interventions": f"/interventions?after={after(Intervention.objects, NEWEST_FIRST)}",
        "late organisations": f"/organisations?after={after(Organisation.objects, BY_NAME)}",
        "late organisation": f"{cast.organisation.get_absolute_url()}?{late}",
    }


def people_of(organisation: Organisation) -> Any:
    belonging = Affiliation.objects.confirmed().filter(organisation=organisation)
    return belonging.select_related("person")


def after(rows: Any, order: tuple[str, ...]) -> str:
    """Where a page in the middle of a list begins."""
    middle = max(1, rows.all().count() // 2)
    return page_of(rows.all(), order=order, size=middle).after


def api_visits(cast: Cast) -> Iterator[Visit]:
    """Each list and thing of the API."""
    ways = {"member": cast.member, "steward": cast.steward} if PROVING else {"member": cast.member}
    for way, person in ways.items():
        for name, path in of_api(cast).items():
            yield Visit(f"API: {name}, {way}", person, f"/api/v1/{path}")
    for name, path in of_api_of_leads(cast).items():
        yield Visit(f"API: {name}, lead", cast.lead, f"/api/v1/{path}")
    for name, path in of_api_of_safety_leads(cast).items():
        yield Visit(f"API: {name}, safety lead", cast.asked, f"/api/v1/{path}")
    for name, path in of_api_of_stewards().items():
        yield Visit(f"API: {name}, steward", cast.steward, f"/api/v1/{path}")
    yield Visit("API: notices, who is told most", cast.told_most, "/api/v1/notices")


def of_api(cast: Cast) -> dict[str, str]:
    thread, space = f"threads/{cast.long_thread.uid}", cast.space
    intervention = f"interventions/{cast.intervention.uid}"
    threads_after = after(Thread.objects.filter(space=space), LATEST_FIRST)
    messages_after = after(cast.long_thread.message_set, ("n",))
    return {
        "me": "me",
        "organisations": "organisations",
        "organisations found": "organisations?words=house",
        "organisation": f"organisations/{cast.organisation.identifier}",
        "collaboratives": "collaboratives",
        "collaborative": f"collaboratives/{space.collaborative.uid}",
        "activity": f"collaboratives/{space.collaborative.uid}/activity",
        "own affiliations": "me/affiliations",
        "own invitations": "me/invitations",
        "own notices": "notices",
        "new notices": "notices?unread=true",
        "own registrations": "registrations",
        "people like me": "people/like-me",
        "person": f"people/{cast.talkative.uid}",
        "spaces": "spaces",
        "own spaces": "spaces?mine=true",
        "space": f"spaces/{space.uid}",
        "threads": "threads",
        "threads of a space": f"threads?space={space.uid}",
        "late threads": f"threads?space={space.uid}&after={threads_after}",
        "threads about": f"threads?about=intervention:{cast.discussed.uid}",
        "thread": thread,
        "messages": f"{thread}/messages",
        "late messages": f"{thread}/messages?after={messages_after}",
        "message": f"messages/{cast.message.uid}",
        "interventions": "interventions",
        "interventions of a space": f"interventions?space={space.uid}&kind=checklist",
        "interventions found": "interventions?words=night",
        "late interventions": f"interventions?after={after(Intervention.objects, NEWEST_FIRST)}",
        "intervention": intervention,
        "versions": f"{intervention}/versions",
        "version": f"{intervention}/versions/1",
        "fellows": "fellows",
        "fellows by topic": "fellows?topic=Falls",
        "fellow": f"fellows/{cast.fellow.uid}",
    }


def of_api_of_leads(cast: Cast) -> dict[str, str]:
    space, led = f"spaces/{cast.space.uid}", f"collaboratives/{cast.space.collaborative.uid}"
    batch = f"invitations/many/{cast.batch.uid}"
    return {
        "invitations": f"{led}/invitations",
        "invitations that expired": f"{led}/invitations?state=expired",
        "many invitations": batch,
        "rows of many invitations": f"{batch}/rows",
        "desk": f"{led}/desk",
        "settings of a desk": f"{led}/desk/settings",
        "requests to join": f"{led}/join-requests",
        "request to join": f"join-requests/{cast.join_request.uid}",
        "members": f"{led}/members",
        "members, quiet longest": f"{led}/members?sort=quiet",
        "people": f"{led}/people",
        "people by organisation": f"{led}/people?sort=organisation",
        "appointments": f"{led}/appointments",
        "places": f"{space}/places",
        "organisations of a space": f"{space}/organisations",
        "who would see it": f"{space}/visibility/members",
    }


def of_api_of_safety_leads(cast: Cast) -> dict[str, str]:
    own = f"organisations/{cast.organisation.identifier}"
    return {
        "people of an organisation": f"{own}/people",
        "who waits": f"{own}/people?waiting=true",
        "domains of an organisation": f"{own}/domains",
        "invitations of an organisation": f"{own}/invitations",
    }


def of_api_of_stewards() -> dict[str, str]:
    return {
        "domains that wait": "domains/waiting",
        "registrations that wait": "registrations?waiting=true",
    }
