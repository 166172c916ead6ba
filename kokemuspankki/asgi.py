"""The web server's door (asgi)."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kokemuspankki.settings.prod")
application = get_asgi_application()
