"""Backups: the whole database as one checked file, taken while people type, and put back into an empty place."""
