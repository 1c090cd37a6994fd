"""Meetings, decisions, actions and jottings of the sample data. Nothing else imports this package."""
