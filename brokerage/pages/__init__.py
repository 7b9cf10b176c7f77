"""Home, help, the statements every public site owes, and the demonstration's own pages."""
