"""The mails of procurement, a file a journey."""
