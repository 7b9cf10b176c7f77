"""Every read of matchmaking: categories, the live index, rankings."""
