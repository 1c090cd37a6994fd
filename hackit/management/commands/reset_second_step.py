"""`manage.py reset_second_step EMAIL`: for somebody who lost their phone, their key and their recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from hackit.models import User
from hackit.sign_in.second_step import reset


class Command(BaseCommand):
    """Takes away every second step and recovery code of one login, and ends its sessions; told in its history."""

    help = "Take the second step from a login, so that its next sign-in sets up a new one. Make sure who asks for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL", help="the address that they sign in with")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError where nobody signs in with the address."""
        user = User.objects.filter(email__iexact=options["email"]).select_related("person").first()
        if user is None:
            raise CommandError(f"Nobody signs in with the address {options['email']}")
        count = reset(user, by=None)
        what = {0: "had no second step", 1: "has no second step any more"}.get(count, f"lost all {count} second steps")
        self.stdout.write(f"{user.person.name} {what}, and is signed out everywhere.")
