"""Topics as pages show them: forms, story, its rows, and what saving or merging one touches."""
