"""hackit's own pages, by subject."""
