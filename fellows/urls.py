from django.urls import path

from . import views

urlpatterns = [
    path("fellows", views.fellows, name="fellows"),
    path("f/<uid:uid>/describe", views.describe, name="describe_expertise"),
]
