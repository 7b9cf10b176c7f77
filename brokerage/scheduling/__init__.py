"""Sessions and their seats: when something happens and who has a place there."""
