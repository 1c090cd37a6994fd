"""Who is signed in, fetched with the person they are."""

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Case, Q, QuerySet, When

from hackit.models import User
from hackit.prepared import prepared


@prepared
def _users(pk: int) -> QuerySet[User]:
    return User.objects.select_related("person").filter(pk=pk, is_active=True)


class PersonBackend(AuthenticationBackend):
    """allauth's own, but a request's user comes with its Person in one query: nearly every page asks for it.

    A password is checked with as many questions and as much reckoning for every address, whoever has it.
    """

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        """Who signs in with this address (their own, or one they confirmed) and this password; one query, one hash."""
        own = Q(email=email.lower())
        confirmed = Q(emailaddress__email=email.lower(), emailaddress__verified=True)
        user = User.objects.filter(own | confirmed).order_by(Case(When(own, then=0), default=1), "pk").first()
        return self._check_password(user, password)

    def get_user(self, user_id: int) -> User | None:
        """The active user of a session, or None."""
        return next(iter(_users(pk=user_id)), None)
