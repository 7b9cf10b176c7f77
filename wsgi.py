"""The app object for any WSGI server."""

from brokerage import create_app

app = create_app()
