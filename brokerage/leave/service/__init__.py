"""Writes of leave: who works where, and the domains of work addresses."""
