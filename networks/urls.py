from django.urls import path

from .views import affiliations, directories, files, opening, places, settings

urlpatterns = [
    path("s/<uid:uid>/files", files.files, name="files_of_space"),
    path("s/<uid:uid>/settings", settings.settings, name="space_settings"),
    path("s/<uid:uid>/archive", settings.archive, name="archive_space"),
    path("s/<uid:uid>/restore", settings.restore, name="restore_space"),
    path("s/<uid:uid>/people/name", places.name_person, name="name_person"),
    path("s/<uid:uid>/people/<uid:person>", places.change, name="change_place"),
    path("s/<uid:uid>/people/<uid:person>/end", places.end, name="end_place"),
    path("s/<uid:uid>/people/<uid:whose>/restore", places.restore, name="restore_in_space"),
    path("s/<uid:uid>/organisations", places.organisations, name="name_organisation"),
    path(
        "s/<uid:uid>/organisations/<uid:organisation>/end",
        places.end_organisation,
        name="end_naming",
    ),
    path("c/<uid:uid>/spaces/new", opening.in_collaborative, name="open_collaborative_space"),
    path("o/<slug:identifier>/spaces/new", opening.in_organisation, name="open_organisation_space"),
    path("spaces", directories.spaces, name="spaces"),
    path("collaboratives", directories.collaboratives, name="collaboratives"),
    path("c/<uid:uid>", directories.collaborative, name="collaborative"),
    path("organisations", directories.organisations, name="organisations"),
    path("o/<slug:identifier>/join", affiliations.join, name="join"),
    path("o/<slug:identifier>/people/<uid:uid>/confirm", affiliations.confirm, name="confirm"),
    path("o/<slug:identifier>/people/<uid:uid>/decline", affiliations.decline, name="decline"),
    path("o/<slug:identifier>/people/<uid:uid>/end", affiliations.end, name="end"),
    path("me/organisations", affiliations.my_organisations, name="my_organisations"),
    path("me/organisations/<uid:uid>/leave", affiliations.leave, name="leave"),
]
