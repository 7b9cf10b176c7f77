"""Volunteers who are not online: registered for, written to and rung up by others."""
