"""People to places, exactly: what `matching.assign` is made of."""
