import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from sidan.core.kept import KeptPages
from sidan.core.patience import Patience
from sidan.core.senders import make_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sidan.settings")
application = KeptPages(Patience(get_wsgi_application()))
# All is loaded before the first page is asked for: a worker that follows a dead one must not keep anybody waiting.
get_resolver().url_patterns  # noqa: B018  # a cached property
make_ready()
