"""Every write of checks: people's, hosts', and the rules themselves."""
