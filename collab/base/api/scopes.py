"""What an access token may be used for. It never gives more than its person may do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Scope(models.TextChoices):
    READ = "read", _("Read what I can read")
    CONTRIBUTE = "contribute", _("Share and discuss, and change what I wrote")
    COORDINATE = "coordinate", _("Look after organisations, collaboratives, spaces and fellows")
    FOLLOW = "follow", _("Follow spaces live")
