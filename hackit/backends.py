"""Who is signed in, fetched with the person they are."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import QuerySet

from hackit.models import User
from hackit.prepared import prepared


@prepared
def _users(pk: int) -> QuerySet[User]:
    return User.objects.select_related("person").filter(pk=pk, is_active=True)


class PersonBackend(AuthenticationBackend):
    """allauth's own, but a request's user comes with its Person in one query: nearly every page asks for it."""

    def get_user(self, user_id: int) -> User | None:
        """The active user of a session, or None."""
        return next(iter(_users(pk=user_id)), None)
