from django.urls import path

from . import views

urlpatterns = [
    path("d/<uid:uid>", views.thread, name="thread"),
    path("d/<uid:uid>/messages", views.messages, name="messages"),
    path("s/<uid:uid>/discuss", views.discuss, name="discuss"),
]
