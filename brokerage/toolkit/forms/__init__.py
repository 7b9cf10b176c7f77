"""Forms of the toolkit: resources, events and the search."""
