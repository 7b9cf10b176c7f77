"""Writes of the toolkit, cut by journey: resources, the files that ship, events, sign-ups."""
