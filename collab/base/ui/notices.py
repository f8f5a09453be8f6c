"""What is done, said once on the next page."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NamedCookieStorage(CookieStorage):
    """Django's, with a name from the settings, as the other cookies have."""

    cookie_name = property(lambda self: settings.MESSAGES_COOKIE_NAME)


class NoticeStorage(FallbackStorage):
    storage_classes = (NamedCookieStorage, SessionStorage)
