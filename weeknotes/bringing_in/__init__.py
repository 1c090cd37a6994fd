"""Old notes from elsewhere: what was read meets the records here."""
