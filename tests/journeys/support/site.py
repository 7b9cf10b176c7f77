"""A site that really listens, on a port of its own, for a browser to visit."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from waitress.server import create_server

from brokerage.extensions import db
from tests.support.apps import make_app
from tests.support.outbox import Outbox


@dataclass(frozen=True)
class Site:
    """Where the site listens, and its app for arranging what a journey needs."""

    app: Flask
    base_url: str

    @contextmanager
    def arranging(self) -> Iterator[None]:
        """Put rows there that the journey begins with; they are committed at the end."""
        with self.app.app_context():
            yield
            db.session.commit()

    def mail_to(self, address: str) -> str:
        """Return subject and body of the newest mail to this address."""
        with self.app.app_context():
            message = Outbox().last_to(address)
            return f"{message.subject}\n{message.body}"

    def link_mailed_to(self, address: str) -> str:
        """Return the first link of that mail, without its host."""
        with self.app.app_context():
            return Outbox().link_to(address)


@contextmanager
def serve(database_url: str, data_folder: Path, **settings: Any) -> Iterator[Site]:
    """Serve the app on 127.0.0.1 in a thread of this process until the block ends."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    app = make_app(database_url, data_folder, base_url=base_url, **settings)
    server = create_server(app, sockets=[listener], threads=4)
    thread = threading.Thread(target=server.run, name="site")
    thread.start()
    try:
        yield Site(app, base_url)
    finally:
        # The thread closes what it listens to: it would fail if that were closed under it.
        server.trigger.pull_trigger(server.close)
        thread.join()
        server.task_dispatcher.shutdown()
        db.engine(app).dispose()
