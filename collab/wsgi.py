"""Pages, the API and downloads for a server of threads, such as gunicorn. It opens no sockets."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab.settings")
django.setup(set_prefix=False)

from collab.base.operations.answering import ThreadedPages

application = ThreadedPages()
