"""The door for web servers."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from balise.acts.policy import policy_in_force

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balise.server.settings")

application = get_wsgi_application()

from balise.server.caretaker import Caretaker  # noqa: E402  the rooms can be imported now

# A faulty pack stops the start, where an operator sees why; and no visitor waits for the first reading.
policy_in_force()

Caretaker().start()
