from django.urls import path

from .views import holds, log

urlpatterns = [
    path("security-log", log.security_log, name="security_log"),
    path("legal-holds", holds.legal_holds, name="legal_holds"),
    path("legal-holds/<uid:uid>/lift", holds.lift, name="lift_hold"),
    path("security-log/export", log.export, name="export_security_log"),
]
