"""The entry point of WSGI servers: `dashboard.wsgi:server`."""

from dashboard.app import create_app
from dashboard.repository import open_repository

repository = open_repository()
repository.warm()  # before the server forks, so that its workers share what every first page needs
server = create_app(repository).server
