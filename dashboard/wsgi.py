"""The entry point of WSGI servers: `dashboard.wsgi:server`."""

from dashboard.app import create_app
from dashboard.repository import open_repository

server = create_app(open_repository()).server
