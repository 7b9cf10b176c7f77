"""What is public, for machines: open contracting releases and records, the directory as CSV."""
