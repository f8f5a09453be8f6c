from django.urls import path

from .preview import preview
from .views import fellows, front, opening, organisations, people, seen, spaces, visibility

urlpatterns = [
    path("", front.front, name="home"),
    path("needs", front.needs, name="needs"),
    path("share", front.choose_space, name="choose_space"),
    path("seen", seen.seen, name="seen"),
    path("preview", preview, name="preview"),
    path("s/<uid:uid>", spaces.now, name="space"),
    path("s/<uid:uid>/rows", spaces.rows, name="space_rows"),
    path("s/<uid:uid>/interventions", spaces.interventions, name="space_interventions"),
    path("s/<uid:uid>/discussions", spaces.discussions, name="space_discussions"),
    path("s/<uid:uid>/people", spaces.people, name="space_people"),
    path("s/<uid:uid>/visibility", visibility.visibility, name="space_visibility"),
    path("s/<uid:uid>/visibility/undo", visibility.undo, name="undo_visibility"),
    path("s/<uid:uid>/visibility/people", visibility.people, name="space_onlookers"),
    path("d/<uid:uid>/open", opening.thread, name="open_older_thread"),
    path("d/<uid:uid>/close", opening.close_thread, name="close_older_thread"),
    path("i/<uid:uid>/open", opening.intervention, name="open_older_intervention"),
    path("i/<uid:uid>/close", opening.close_intervention, name="close_older_intervention"),
    path("o/<slug:identifier>", organisations.organisation, name="organisation"),
    path("p/<uid:uid>", people.person, name="person"),
    path("f/<uid:uid>", fellows.fellow, name="fellow"),
]
