"""What a password must be, in the same words as every other error."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _


class LongEnough(password_validation.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return _("Password must be %(length)d characters or more") % {"length": self.min_length}


class NotCommon(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("Many people use this password, so it is easy to guess. Choose another one")


class NotAboutYou(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("Password must not be like your name or email address")
