from django.urls import path

from . import views

urlpatterns = [
    path("people/like-me", views.people_like_me, name="people_like_me"),
    path("fellows", views.fellows, name="fellows"),
    path("f/<uid:uid>/describe", views.describe, name="describe_expertise"),
]
