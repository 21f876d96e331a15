"""What gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from office.jobs import supervisor  # noqa: E402  Models can be imported only now.

supervisor.start()
