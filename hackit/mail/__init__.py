"""Mail: the outbox, what sends it, the weekly letter and the reminders, and the links that a letter carries."""
