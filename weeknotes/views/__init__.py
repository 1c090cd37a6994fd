"""Pages of weeknotes: lists, reading, writing, publishing, and the record of a note."""
