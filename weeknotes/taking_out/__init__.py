"""Weeknotes as files: Markdown with front matter, one at a time or all of them in a zip, for a chosen audience."""
