from django.urls import path

from . import gallery, help, permissions

urlpatterns = [
    path("design/", gallery.gallery, name="gallery"),
    path("help", help.how_this_works, name="help"),
    path("help/writing", help.writing, name="help_writing"),
    path("help/permissions", permissions.permissions, name="help_permissions"),
    path("help/accessibility", help.accessibility, name="help_accessibility"),
    path("help/privacy", help.privacy, name="help_privacy"),
]
