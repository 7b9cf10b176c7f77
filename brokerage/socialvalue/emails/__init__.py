"""E-mails of social value: what happened, and what happens next."""
