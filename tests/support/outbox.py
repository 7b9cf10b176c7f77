"""The mail a test's site has decided to send, read from the outbox table."""

import re
from urllib.parse import urlsplit

from sqlalchemy import select

from brokerage.extensions import db
from brokerage.mail import OutboxMessage


class Outbox:
    """Asks the outbox about its messages, oldest first."""

    def all(self) -> list[OutboxMessage]:
        """Return every message."""
        return list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))

    def to(self, address: str) -> list[OutboxMessage]:
        """Return the messages to one address."""
        return [message for message in self.all() if message.recipient == address]

    def last_to(self, address: str) -> OutboxMessage:
        """Return the newest message to one address, which must have one."""
        messages = self.to(address)
        assert messages, f"No mail to {address}; there is mail to {self.recipients()}"
        return messages[-1]

    def recipients(self) -> list[str]:
        """Return whom there is mail to."""
        return [message.recipient for message in self.all()]

    def link_to(self, address: str) -> str:
        """Return path and query of the first link in the newest message to the address."""
        found = re.search(r"https?://\S+", self.last_to(address).body)
        assert found, f"No link in the mail to {address}"
        parts = urlsplit(found.group())
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
