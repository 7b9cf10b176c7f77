"""Postcodes, authorities, wards and priority places: where things are."""
