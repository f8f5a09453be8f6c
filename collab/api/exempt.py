"""Actions that have no endpoint, and why."""

ON_PAGES = "people decide about people on pages, where they see who asks and what follows"
WHOLE_FILES = "a whole file is read by a command, and each organisation has its endpoint"
BEGINNING = "the first steward of a deployment is appointed from its command line"
OWN_ACCOUNT = "an account is looked after by its person, who has just shown who they are"
A_PAGE = "a draft is of a page that somebody writes on"
FOR_GOOD = "what cannot be undone is done by a person who has read what it means"
IN_A_MAILBOX = "a link in a mail shows whose the mailbox is; its owner follows it"
A_COPY = "a copy is taken by somebody in person, and what it holds has endpoints"

api_exempt = {
    "collab.base.forgetting.actions.forget": OWN_ACCOUNT,
    "collab.interventions.actions.purging.purge_former_versions": FOR_GOOD,
    "collab.interventions.actions.purging.purge_intervention": FOR_GOOD,
    "discussions.actions.purging.purge_message": FOR_GOOD,
    "networks.actions.importing.import_organisations": WHOLE_FILES,
    "networks.actions.importing.import_successions": WHOLE_FILES,
    "collab.notifications.actions.read_notice": "a program has no page that opens one",
    "collab.notifications.actions.unread_notices": "it takes back a click on a page",
    "networks.actions.holding.lift_hold": ON_PAGES,
    "networks.actions.holding.place_hold": ON_PAGES,
    "networks.actions.suspending.readmit_person": ON_PAGES,
    "networks.actions.suspending.suspend_person": ON_PAGES,
    "collab.base.drafts.actions.drop_draft": A_PAGE,
    "collab.base.drafts.actions.drop_sent_draft": A_PAGE,
    "collab.base.drafts.actions.keep_draft": A_PAGE,
    "collab.base.accounts.actions.add_address": OWN_ACCOUNT,
    "collab.base.accounts.actions.end_other_sessions": OWN_ACCOUNT,
    "collab.base.accounts.actions.end_session": OWN_ACCOUNT,
    "collab.base.accounts.actions.update_profile": OWN_ACCOUNT,
    "collab.base.api.actions.make_token": OWN_ACCOUNT,
    "collab.base.api.actions.revoke_token": OWN_ACCOUNT,
    "collab.security_log.actions.take_copy_of_log": A_COPY,
    "collab.spread.actions.take_table": A_COPY,
    "networks.actions.collaboratives.appoint_steward": BEGINNING,
    "networks.actions.by_domain.prove_address": IN_A_MAILBOX,
    "collab.home.actions.mark_all_seen": "a client says of each what was read, over the socket",
    "networks.actions.marks.mark_seen": "a client says what was read over the socket",
}
