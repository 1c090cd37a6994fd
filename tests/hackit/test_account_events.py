"""How somebody signs in changes with an event of the login, which no page shows; commands tell what they did."""

import io

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.urls import reverse

from hackit.audience import Reach
from hackit.history import Event
from hackit.models import User
from tests import factories as make

pytestmark = pytest.mark.django_db


def verbs(user: User) -> list[str]:
    return list(Event.objects.about(user).values_list("verb", flat=True))


def test_second_steps_are_told_with_their_row_and_their_use_is_not():
    user = make.make_user("Grace Li")
    step = Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "x"})
    step.record_usage()
    step.data = {"secret": "y"}
    step.save()
    step.delete()
    assert verbs(user) == ["added a second step", "changed a second step", "removed a second step"]
    assert not Event.objects.about(user).exclude(reach=Reach.NOBODY, actor_id=user.person.pk).exists()
    assert not [value for event in Event.objects.about(user) for value in event.values.all() if "x" in value.new]


def test_a_changed_password_is_told_and_a_sign_in_is_a_line_of_the_log(client, caplog):
    user = make.make_user("Grace Li")
    user.set_password("four unrelated words here")
    user.save()
    with caplog.at_level("INFO"):
        sent = {"login": user.email, "password": "four unrelated words here"}
        assert client.post(reverse("account_login"), sent).status_code == 302
        client.post(reverse("account_login"), {**sent, "password": "wrong"})
    assert f"signed in: person {user.person.ref}" in caplog.text
    assert user.email not in caplog.text
    assert verbs(user) == []
    words = "five other unrelated words here"
    sent = {"oldpassword": "four unrelated words here", "password1": words, "password2": words}
    assert client.post(reverse("account_change_password"), sent).status_code == 302
    assert verbs(user) == ["changed the password"]


def test_commands_tell_what_they_did_to_a_login(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "four unrelated words here")
    call_command("createsuperuser", email="first@example.org", interactive=False, stdout=io.StringIO())
    user = User.objects.get(email="first@example.org")
    assert list(Event.objects.about(user.person).values_list("verb", "actor_id")) == [("given a login", None)]
    monkeypatch.setattr("getpass.getpass", lambda prompt: "five other unrelated words here")
    call_command("changepassword", "first@example.org", stdout=io.StringIO())
    assert verbs(user) == ["password set by a command"]
