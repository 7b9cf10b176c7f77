"""The app object for any WSGI server."""

import os

from brokerage import create_app
from brokerage.web.embedded_server import refuse_many_processes

app = create_app()
refuse_many_processes(app.extensions["config"], os.environ.get("SERVER_SOFTWARE", ""))
