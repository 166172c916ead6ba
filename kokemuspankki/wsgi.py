"""The web server's door (wsgi)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kokemuspankki.settings.prod")
application = get_wsgi_application()
