"""The one ledger of social value: sources, claims on them, and entries that are only added to."""
