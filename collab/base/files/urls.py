from django.urls import path

from . import views

urlpatterns = [
    path("files/<uid:uid>", views.file, name="file"),
    path("files/<uid:uid>/preview", views.preview, name="file_preview"),
    path("files/<uid:uid>/remove", views.remove, name="remove_file"),
]
