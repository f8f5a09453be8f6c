"""Every address, and the pages for what goes wrong."""

from django.urls import include, path

urlpatterns = [
    path("", include("collab.api.urls")),
    path("", include("collab.home.urls")),
    path("", include("collab.spread.urls")),
    path("", include("collab.desk.urls")),
    path("", include("collab.security_log.urls")),
    path("", include("collab.notifications.urls")),
    path("", include("collab.interventions.urls")),
    path("", include("discussions.urls")),
    path("", include("fellows.urls")),
    path("", include("networks.urls")),
    path("", include("collab.base.files.urls")),
    path("", include("collab.base.drafts.urls")),
    path("", include("collab.base.operations.urls")),
    path("", include("collab.base.api.urls")),
    path("", include("collab.base.forgetting.urls")),
    path("", include("collab.base.accounts.urls")),
    path("", include("collab.guide.urls")),
]

handler400 = "collab.api.errors.bad_request"
handler403 = "collab.api.errors.permission_denied"
handler404 = "collab.api.errors.page_not_found"
handler500 = "collab.api.errors.server_error"
