"""Signs that nobody sees, as patterns. Pure."""

# What joins two pictures into one (a woman and a laptop) stays: without it they fall apart.
INVISIBLE = (
    "[\u200b\u200e\u200f\u2060\ufeff\u00ad]"
    "|[\u200c\u200d](?![\u2190-\u21ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff])"
)
