from django.urls import path

from .views import affiliations, directories, files

urlpatterns = [
    path("s/<uid:uid>/files", files.files, name="files_of_space"),
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
