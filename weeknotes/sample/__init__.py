"""Weeknotes of the sample data. Nothing else imports this package."""
