from django.urls import path

from .views import holds, log, suspensions

urlpatterns = [
    path("security-log", log.security_log, name="security_log"),
    path("legal-holds", holds.legal_holds, name="legal_holds"),
    path("legal-holds/<uid:uid>/lift", holds.lift, name="lift_hold"),
    path("suspended", suspensions.suspensions, name="suspensions"),
    path("suspended/<uid:uid>", suspensions.suspend, name="suspend"),
    path("suspended/<uid:uid>/end", suspensions.readmit, name="readmit"),
    path("security-log/export", log.export, name="export_security_log"),
]
