"""Following a topic or a search: what is new of it, in the weekly mail, by a private feed, on a page of one's own."""
