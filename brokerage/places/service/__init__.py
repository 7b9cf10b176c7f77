"""Loading places: what a site starts with, and the tables an operator gets."""
