from django.urls import path

from . import views

urlpatterns = [
    path("network", views.network, name="network"),
    path("c/<uid:uid>/network", views.collaborative, name="network_of_collaborative"),
    path("c/<uid:uid>/tables/<slug:name>.<slug:suffix>", views.table, name="take_table"),
]
