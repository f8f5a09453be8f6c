from django.urls import path

from . import views

urlpatterns = [
    path("me/everything", views.everything, name="everything"),
    path("me/leave", views.leave_for_good, name="leave_for_good"),
]
