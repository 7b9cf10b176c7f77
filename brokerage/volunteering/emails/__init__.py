"""The e-mails of volunteering, one file a journey."""
