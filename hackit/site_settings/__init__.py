"""What the organisation is called here and what holds for all of it: its form, and what saving it writes."""
