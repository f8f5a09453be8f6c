"""The addresses of the API's first version."""

from django.urls import include, path, re_path

from collab.base.files import api as files
from collab.interventions import api as interventions
from collab.spread import api as spread
from discussions import api as discussions
from fellows import api as fellows
from networks.api import collaboratives, organisations, places, spaces

from .endpoints import Me, Nothing
from .views import description, docs

version_1 = [
    path("openapi.json", description, name="api_description"),
    path("docs", docs, name="api_docs"),
    path("me", Me.as_view(), name="api_me"),
    path("organisations", organisations.Organisations.as_view(), name="api_organisations"),
    path(
        "organisations/<slug:identifier>",
        organisations.Organisation.as_view(),
        name="api_organisation",
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
    path("interventions/<uid:uid>/versions", interventions.Versions.as_view(), name="api_versions"),
    path(
        "interventions/<uid:uid>/versions/<int:number>",
        interventions.Version.as_view(),
        name="api_version",
    ),
    path("fellows", fellows.Fellows.as_view(), name="api_fellows"),
    path("fellows/<uid:uid>", fellows.Fellow.as_view(), name="api_fellow"),
]

urlpatterns = [
    path("api/v1/", include(version_1)),
    re_path(r"^api/(?P<anything>.*)$", Nothing.as_view(), name="api_nothing"),
]
