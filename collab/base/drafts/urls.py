from django.urls import path

from .views import drafts

urlpatterns = [path("drafts", drafts, name="drafts")]
