"""Keeping the service going: its health and its log, what is cleared when, a database that is away, a trial."""
