"""What is published, as a reader gets it: the note, lists, feeds."""
