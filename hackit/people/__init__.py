"""People as pages show them: their list, forms, story, and what saving one touches."""
