"""The addresses of the API's first version."""

from django.urls import include, path, re_path

from collab.base.files import api as files
from collab.desk import desk_api
from collab.desk import joining_api as joining
from collab.desk import members_api as members
from collab.interventions import api as interventions
from collab.notifications import api as notifications
from collab.spread import api as spread
from discussions import api as discussions
from fellows import api as fellows
from networks.api import (
    affiliations,
    collaboratives,
    domains,
    invitations,
    organisations,
    people,
    places,
    registrations,
    spaces,
    visibility,
)

from .endpoints import Me, Nothing
from .views import description, docs

version_1 = [
    path("openapi.json", description, name="api_description"),
    path("docs", docs, name="api_docs"),
    path("me", Me.as_view(), name="api_me"),
    path("notices", notifications.Notices.as_view(), name="api_notices"),
    path("notices/read", notifications.NoticesRead.as_view(), name="api_read_notices"),
    path("organisations", organisations.Organisations.as_view(), name="api_organisations"),
    path(
        "organisations/<slug:identifier>",
        organisations.Organisation.as_view(),
        name="api_organisation",
    ),
    path(
        "organisations/<slug:identifier>/people",
        affiliations.AffiliationsOfOrganisation.as_view(),
        name="api_affiliations_of_organisation",
    ),
    path(
        "organisations/<slug:identifier>/join-by-address",
        affiliations.JoinedByAddress.as_view(),
        name="api_join_by_domain",
    ),
    path(
        "organisations/<slug:identifier>/domains",
        domains.DomainsOfOrganisation.as_view(),
        name="api_domains_of_organisation",
    ),
    path("me/affiliations", affiliations.OwnAffiliations.as_view(), name="api_own_affiliations"),
    path("affiliations/<uid:uid>", affiliations.Affiliation.as_view(), name="api_affiliation"),
    path(
        "affiliations/<uid:uid>/confirm",
        affiliations.AffiliationConfirmed.as_view(),
        name="api_confirm_affiliation",
    ),
    path(
        "affiliations/<uid:uid>/decline",
        affiliations.AffiliationDeclined.as_view(),
        name="api_decline_affiliation",
    ),
    path(
        "affiliations/<uid:uid>/reconsider",
        affiliations.AffiliationReconsidered.as_view(),
        name="api_reconsider_affiliation",
    ),
    path(
        "affiliations/<uid:uid>/move",
        affiliations.AffiliationMoved.as_view(),
        name="api_move_affiliation",
    ),
    path(
        "affiliations/<uid:uid>/prove",
        affiliations.AddressProofAsked.as_view(),
        name="api_ask_for_proof",
    ),
    path("domains/waiting", domains.DomainsWaiting.as_view(), name="api_domains_waiting"),
    path("domains/<uid:uid>", domains.Domain.as_view(), name="api_domain"),
    path(
        "domains/<uid:uid>/confirm",
        domains.DomainConfirmed.as_view(),
        name="api_confirm_domain",
    ),
    path(
        "domains/<uid:uid>/decline",
        domains.DomainDeclined.as_view(),
        name="api_decline_domain",
    ),
    path(
        "domains/<uid:uid>/reconsider",
        domains.DomainReconsidered.as_view(),
        name="api_reconsider_domain",
    ),
    path(
        "domains/<uid:uid>/give-back",
        domains.DomainGivenBack.as_view(),
        name="api_give_domain_back",
    ),
    path("registrations", registrations.Registrations.as_view(), name="api_registrations"),
    path(
        "registrations/<uid:uid>/confirm",
        registrations.Confirmation.as_view(),
        name="api_confirm_registration",
    ),
    path(
        "registrations/<uid:uid>/merge",
        registrations.Merging.as_view(),
        name="api_merge_registration",
    ),
    path(
        "registrations/<uid:uid>/decline",
        registrations.Declining.as_view(),
        name="api_decline_registration",
    ),
    path(
        "registrations/<uid:uid>/undo",
        registrations.TakingBack.as_view(),
        name="api_undo_registration",
    ),
    path("collaboratives", collaboratives.Collaboratives.as_view(), name="api_collaboratives"),
    path(
        "collaboratives/<uid:uid>", collaboratives.Collaborative.as_view(), name="api_collaborative"
    ),
    path(
        "collaboratives/<uid:uid>/activity",
        spread.ActivityOfCollaborative.as_view(),
        name="api_activity_of_collaborative",
    ),
    path(
        "collaboratives/<uid:uid>/fellows",
        fellows.FellowsOfCollaborative.as_view(),
        name="api_fellows_of_collaborative",
    ),
    path(
        "collaboratives/<uid:uid>/fellows/<uid:person>/restore",
        fellows.FellowRestored.as_view(),
        name="api_restore_fellow",
    ),
    path(
        "organisations/<slug:identifier>/invitations",
        invitations.InvitationsOfOrganisation.as_view(),
        name="api_invitations_of_organisation",
    ),
    path(
        "organisations/<slug:identifier>/invitations/many",
        invitations.ManyToOrganisation.as_view(),
        name="api_invite_many_to_organisation",
    ),
    path(
        "collaboratives/<uid:uid>/invitations",
        invitations.InvitationsOfCollaborative.as_view(),
        name="api_invitations_of_collaborative",
    ),
    path(
        "collaboratives/<uid:uid>/invitations/many",
        invitations.ManyThroughCollaborative.as_view(),
        name="api_invite_many_through_collaborative",
    ),
    path("invitations/many/<uid:uid>", invitations.Batch.as_view(), name="api_invitation_batch"),
    path(
        "invitations/many/<uid:uid>/rows",
        invitations.BatchRows.as_view(),
        name="api_invitation_batch_rows",
    ),
    path("invitations/<uid:uid>", invitations.Invitation.as_view(), name="api_invitation"),
    path(
        "invitations/<uid:uid>/restore",
        invitations.InvitationRestored.as_view(),
        name="api_restore_invitation",
    ),
    path(
        "invitations/<uid:uid>/send-again",
        invitations.InvitationSentAgain.as_view(),
        name="api_send_invitation_again",
    ),
    path("me/invitations", invitations.OwnInvitations.as_view(), name="api_own_invitations"),
    path(
        "me/invitations/<uid:uid>/accept",
        invitations.OwnInvitationTakenUp.as_view(),
        name="api_take_up_invitation",
    ),
    path(
        "me/invitations/<uid:uid>/decline",
        invitations.OwnInvitationDeclined.as_view(),
        name="api_decline_invitation",
    ),
    path(
        "me/invitations/<uid:uid>/reconsider",
        invitations.OwnInvitationReconsidered.as_view(),
        name="api_reconsider_invitation",
    ),
    path(
        "collaboratives/<uid:uid>/join-requests",
        joining.JoinRequestsOf.as_view(),
        name="api_join_requests_of",
    ),
    path("join-requests/<uid:uid>", joining.JoinRequest.as_view(), name="api_join_request"),
    path("join-requests/<uid:uid>/accept", joining.JoinAccepted.as_view(), name="api_accept_join"),
    path(
        "join-requests/<uid:uid>/decline",
        joining.JoinDeclined.as_view(),
        name="api_decline_join",
    ),
    path(
        "join-requests/<uid:uid>/reconsider",
        joining.JoinReconsidered.as_view(),
        name="api_reconsider_join",
    ),
    path("collaboratives/<uid:uid>/members", members.MembersOf.as_view(), name="api_members_of"),
    path(
        "collaboratives/<uid:uid>/members/<slug:identifier>",
        members.MemberOf.as_view(),
        name="api_member_of",
    ),
    path(
        "collaboratives/<uid:uid>/members/<slug:identifier>/restore",
        members.MemberRestored.as_view(),
        name="api_restore_member",
    ),
    path("collaboratives/<uid:uid>/people", members.PeopleOf.as_view(), name="api_people_of"),
    path(
        "collaboratives/<uid:uid>/appointments",
        members.AppointmentsOf.as_view(),
        name="api_appointments_of",
    ),
    path(
        "collaboratives/<uid:uid>/appointments/<uid:person>",
        members.AppointmentOf.as_view(),
        name="api_appointment_of",
    ),
    path(
        "collaboratives/<uid:uid>/appointments/<uid:person>/restore",
        members.AppointmentRestored.as_view(),
        name="api_restore_appointment",
    ),
    path(
        "collaboratives/<uid:uid>/messages",
        members.MessageToMembers.as_view(),
        name="api_message_to_members",
    ),
    path("collaboratives/<uid:uid>/desk", desk_api.DeskLines.as_view(), name="api_desk"),
    path(
        "collaboratives/<uid:uid>/desk/steps", desk_api.DeskSteps.as_view(), name="api_desk_steps"
    ),
    path(
        "collaboratives/<uid:uid>/desk/steps/<uid:step>",
        desk_api.DeskStep.as_view(),
        name="api_desk_step",
    ),
    path(
        "collaboratives/<uid:uid>/desk/settings",
        desk_api.SettingsOfDesk.as_view(),
        name="api_desk_settings",
    ),
    path("spaces", spaces.Spaces.as_view(), name="api_spaces"),
    path("spaces/<uid:uid>", spaces.Space.as_view(), name="api_space"),
    path("spaces/<uid:uid>/reopen", spaces.SpaceOpened.as_view(), name="api_reopen_space"),
    path("spaces/<uid:uid>/places", places.PlacesOfSpace.as_view(), name="api_places_of_space"),
    path(
        "spaces/<uid:uid>/places/<uid:person>",
        places.PlaceOfSpace.as_view(),
        name="api_place_of_space",
    ),
    path(
        "spaces/<uid:uid>/places/<uid:person>/restore",
        places.PlaceRestored.as_view(),
        name="api_restore_place",
    ),
    path(
        "spaces/<uid:uid>/organisations",
        places.OrganisationsOfSpace.as_view(),
        name="api_organisations_of_space",
    ),
    path(
        "spaces/<uid:uid>/organisations/<slug:organisation>",
        places.OrganisationOfSpace.as_view(),
        name="api_organisation_of_space",
    ),
    path(
        "spaces/<uid:uid>/organisations/<slug:organisation>/restore",
        places.NamingRestored.as_view(),
        name="api_restore_naming",
    ),
    path("spaces/<uid:uid>/visibility", visibility.Visibility.as_view(), name="api_visibility"),
    path(
        "spaces/<uid:uid>/visibility/<slug:visible_to_whom>",
        visibility.VisibilityIf.as_view(),
        name="api_visibility_if",
    ),
    path(
        "spaces/<uid:uid>/threads",
        discussions.ThreadsOfSpace.as_view(),
        name="api_threads_of_space",
    ),
    path(
        "spaces/<uid:uid>/interventions",
        interventions.InterventionsOfSpace.as_view(),
        name="api_interventions_of_space",
    ),
    path("spaces/<uid:uid>/files", spaces.FilesOfSpace.as_view(), name="api_files_of_space"),
    path("files/<uid:uid>", files.File.as_view(), name="api_file"),
    path("files/<uid:uid>/content", files.FileContent.as_view(), name="api_file_content"),
    path("threads", discussions.Threads.as_view(), name="api_threads"),
    path("threads/<uid:uid>", discussions.Thread.as_view(), name="api_thread"),
    path("threads/<uid:uid>/move", discussions.ThreadMoved.as_view(), name="api_move_thread"),
    path("threads/<uid:uid>/open", discussions.ThreadOpened.as_view(), name="api_open_thread"),
    path("threads/<uid:uid>/messages", discussions.Messages.as_view(), name="api_messages"),
    path("messages/<uid:uid>", discussions.Message.as_view(), name="api_message"),
    path(
        "messages/<uid:uid>/restore",
        discussions.MessageRestored.as_view(),
        name="api_restore_message",
    ),
    path(
        "messages/<uid:uid>/history",
        discussions.MessageHistory.as_view(),
        name="api_message_history",
    ),
    path("interventions", interventions.Interventions.as_view(), name="api_interventions"),
    path("interventions/<uid:uid>", interventions.Intervention.as_view(), name="api_intervention"),
    path(
        "interventions/<uid:uid>/restore",
        interventions.InterventionRestored.as_view(),
        name="api_restore_intervention",
    ),
    path(
        "interventions/<uid:uid>/open",
        interventions.InterventionOpened.as_view(),
        name="api_open_intervention",
    ),
    path("interventions/<uid:uid>/versions", interventions.Versions.as_view(), name="api_versions"),
    path(
        "interventions/<uid:uid>/versions/<int:number>",
        interventions.Version.as_view(),
        name="api_version",
    ),
    path("people/like-me", fellows.PeopleLikeMe.as_view(), name="api_people_like_me"),
    path("people/<uid:uid>", people.Person.as_view(), name="api_person"),
    path("fellows", fellows.Fellows.as_view(), name="api_fellows"),
    path("fellows/<uid:uid>", fellows.Fellow.as_view(), name="api_fellow"),
]

urlpatterns = [
    path("api/v1/", include(version_1)),
    re_path(r"^api/(?P<anything>.*)$", Nothing.as_view(), name="api_nothing"),
]
