from django.urls import path

from .views import library, purging, reading, removing, writing

urlpatterns = [
    path("interventions", library.interventions, name="interventions"),
    path("s/<uid:uid>/share", writing.share, name="share_intervention"),
    path("i/<uid:uid>", reading.read, name="intervention"),
    path("i/<uid:uid>/edit", writing.edit, name="edit_intervention"),
    path("i/<uid:uid>/remove", removing.remove, name="remove_intervention"),
    path("i/<uid:uid>/purge", purging.purge, name="purge_intervention"),
    path("i/<uid:uid>/versions/purge", purging.purge_former, name="purge_former_versions"),
    path("i/<uid:uid>/restore", removing.restore, name="restore_intervention"),
    path("i/<uid:uid>/discuss", reading.discuss, name="intervention_discuss"),
    path(
        "i/<uid:uid>/discuss/start", reading.start_discussion, name="start_intervention_discussion"
    ),
    path("i/<uid:uid>/versions", reading.versions, name="intervention_versions"),
    path("i/<uid:uid>/v/<int:number>", reading.version, name="intervention_version"),
]
