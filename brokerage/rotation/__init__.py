"""Standing orders under which suppliers take turns: who might be asked next, by whose decision."""
