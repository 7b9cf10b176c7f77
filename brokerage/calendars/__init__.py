"""Calendars: private feed addresses, and invitations by mail, of whatever higher rooms have."""
