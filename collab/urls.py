"""Every address, and the pages for what goes wrong."""

from django.urls import include, path

urlpatterns = [
    path("", include("collab.home.urls")),
    path("", include("collab.interventions.urls")),
    path("", include("discussions.urls")),
    path("", include("fellows.urls")),
    path("", include("networks.urls")),
    path("", include("collab.base.accounts.urls")),
    path("", include("collab.guide.urls")),
]

handler400 = "collab.base.ui.errors.bad_request"
handler403 = "collab.base.ui.errors.permission_denied"
handler404 = "collab.base.ui.errors.page_not_found"
handler500 = "collab.base.ui.errors.server_error"
