from django.urls import path

from . import views

urlpatterns = [
    path("me/tokens", views.tokens, name="tokens"),
    path("me/tokens/new", views.new_token, name="new_token"),
    path("me/tokens/<uid:uid>/revoke", views.revoke, name="revoke_token"),
]
