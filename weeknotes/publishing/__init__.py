"""What becomes of a note when it is published, and the page on which that is done."""
