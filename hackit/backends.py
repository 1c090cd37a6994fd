"""Who is signed in, fetched with the person they are."""

from allauth.account.auth_backends import AuthenticationBackend

from hackit.models import User


class PersonBackend(AuthenticationBackend):
    """allauth's own, but a request's user comes with its Person in one query: nearly every page asks for it."""

    def get_user(self, user_id: int) -> User | None:
        """The active user of a session, or None."""
        return User.objects.select_related("person").filter(pk=user_id, is_active=True).first()
