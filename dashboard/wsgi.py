"""The entry point of WSGI servers: `dashboard.wsgi:server`."""

from itertools import chain

from dashboard.alert_evidence import warming
from dashboard.app import create_app
from dashboard.repository import open_repository
from dashboard.warming import Pauses

repository = open_repository()
server = create_app(repository).server
pauses = Pauses(server.wsgi_app, chain(repository.warming(), warming(repository)))
server.wsgi_app = pauses
pauses.use_in_workers()
