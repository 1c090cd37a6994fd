"""Where the two apps meet without importing each other: one registers what the other shows."""
