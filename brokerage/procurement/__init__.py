"""A buyer says what is needed, sees suppliers with reasons, asks them; everyone gets an answer."""
