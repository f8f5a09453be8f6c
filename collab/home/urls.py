from django.urls import path

from .preview import preview
from .views import fellows, front, organisations, people, seen, spaces

urlpatterns = [
    path("", front.front, name="home"),
    path("share", front.choose_space, name="choose_space"),
    path("seen", seen.seen, name="seen"),
    path("preview", preview, name="preview"),
    path("s/<uid:uid>", spaces.now, name="space"),
    path("s/<uid:uid>/rows", spaces.rows, name="space_rows"),
    path("s/<uid:uid>/interventions", spaces.interventions, name="space_interventions"),
    path("s/<uid:uid>/discussions", spaces.discussions, name="space_discussions"),
    path("s/<uid:uid>/people", spaces.people, name="space_people"),
    path("o/<slug:identifier>", organisations.organisation, name="organisation"),
    path("p/<uid:uid>", people.person, name="person"),
    path("f/<uid:uid>", fellows.fellow, name="fellow"),
]
