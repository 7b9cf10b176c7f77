"""Rules of the ledger, one file a subject."""
