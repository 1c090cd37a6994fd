"""Who somebody is: passwords, single sign-on, the second step, sessions, and what was typed when one ran out."""
