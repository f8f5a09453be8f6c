from django.urls import path

from . import views

urlpatterns = [
    path("notices", views.notices, name="notices"),
    path("notices/count", views.count, name="notices_count"),
    path("notices/read", views.read_all, name="read_notices"),
    path("notices/unread", views.unread, name="unread_notices"),
    path("n/<uid:uid>", views.notice, name="notice"),
]
