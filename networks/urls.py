from django.urls import path

from .views import affiliations, by_domain, directories, domains, files

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
    path("o/<slug:identifier>/people/<uid:uid>/role", affiliations.change_role, name="change_role"),
    path("o/<slug:identifier>/domains", domains.domains, name="domains"),
    path("domains/waiting", domains.waiting, name="domains_waiting"),
    path("domains/<uid:uid>/confirm", domains.confirm, name="confirm_domain"),
    path("domains/<uid:uid>/decline", domains.decline, name="decline_domain"),
    path("domains/<uid:uid>/take-away", domains.take_away, name="take_domain_away"),
    path("domains/<uid:uid>/give-back", domains.give_back, name="give_domain_back"),
    path("o/<slug:identifier>/join-by-address", by_domain.join, name="join_by_domain"),
    path("me/organisations/prove/<str:key>", by_domain.prove, name="prove_address"),
    path("me/organisations/<uid:uid>/prove", by_domain.ask, name="ask_for_proof"),
    path("me/organisations/<uid:uid>/move", by_domain.move, name="move"),
    path("me/organisations", affiliations.my_organisations, name="my_organisations"),
    path("me/organisations/<uid:uid>/leave", affiliations.leave, name="leave"),
]
