"""Single sign-on against an issuer that answers over HTTP: the good token signs in, each hostile one does not."""

from __future__ import annotations

import hmac
import json
import time
from base64 import urlsafe_b64encode
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client

from hackit.models import User
from tests import factories as make
from tests.hackit.issuer import CLIENT, running

pytestmark = pytest.mark.django_db
START = "/accounts/oidc/login-example-org/login/"
BACK = f"{START}callback/"
FAILED = "Signing in did not work"


@pytest.fixture(scope="module")
def server():
    with running() as issuer:
        yield issuer


@pytest.fixture
def issuer(server, settings):
    server.begin_anew()
    cache.clear()
    app = {
        "provider_id": "login-example-org", "name": "Council login", "client_id": CLIENT, "secret": "s",
        "settings": {"server_url": server.address},
    }  # fmt: skip
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    return server


def asked_of_issuer(client, process="login", also="") -> dict[str, str]:
    """Press the button; gives what the browser asks the issuer for."""
    sent = client.post(f"{START}?process={process}{also}")
    assert sent.status_code == 302
    return {name: value for name, [value] in parse_qs(urlsplit(sent.url).query).items()}


def begin(client, issuer, process="login") -> dict[str, str]:
    """Press the button; gives what the browser brings back from the issuer."""
    asked = asked_of_issuer(client, process)
    assert asked["redirect_uri"] == f"http://testserver{BACK}"
    assert asked["code_challenge_method"] == "S256"
    issuer.nonce = asked["nonce"]
    return {"state": asked["state"], "code": asked["state"]}


def come(client, issuer):
    """The whole way to the issuer and back."""
    brought = begin(client, issuer)
    return client.get(BACK, brought)


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_a_good_token_makes_a_login_without_a_role_and_its_subject_is_known_by_another_address(client, issuer):
    assert come(client, issuer).status_code == 302
    user = User.objects.get(email="ruth.bello@example.org")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.role, user.has_usable_password()) == ("none", False)
    issuer.claims = {"email": "ruth.marsh@example.org"}
    other = Client()
    assert come(other, issuer).status_code == 302
    assert other.session["_auth_user_id"] == str(user.pk)
    assert SocialAccount.objects.get().uid == "7"
    assert User.objects.count() == 1


SCA = "http://schemas.example.org/claims/multipleauthn"
ASKED = {"amr": ["mfa", "hwk"], "acr": ["gold", SCA], "acrs": ["c1"]}
STRENGTHS = [
    ({}, {"amr": ["pwd", "mfa"], "acr": "gold", "acrs": ["c1"]}, False),
    ({"always": []}, {}, True),
    (ASKED, {}, False),
    (ASKED, {"amr": ["pwd", "mfa"]}, True),
    (ASKED, {"amr": ["hwk"]}, True),
    (ASKED, {"acr": SCA}, True),
    (ASKED, {"acrs": ["c1", "c2"]}, True),
    (ASKED, {"acrs": "c1"}, True),
    (ASKED, {"amr": ["pwd"], "acr": "silver", "acrs": ["c2"]}, False),
    (ASKED, {"amr": ["gold"], "acr": "mfa", "acrs": ["hwk"]}, False),
    (ASKED, {"amr": "pwd mfa"}, False),
    (ASKED, {"amr": "mfa?", "acr": "go"}, False),
    (ASKED, {"amr": {"mfa": True}, "acr": 1, "acrs": [["c1"]]}, False),
    (ASKED, {"amr": [{"mfa": 1}, None, 7], "acr": True}, False),
]


@pytest.mark.parametrize(("asked", "said", "strong"), STRENGTHS)
def test_it_vouches_for_whoever_came_by_it_only_where_its_token_says_so(client, issuer, settings, asked, said, strong):
    settings.SECOND_STEP, settings.OIDC_STRONG = "members", asked
    issuer.claims = said
    come(client, issuer)
    User.objects.update(role="administrator")
    answer = client.get("/me/")
    assert answer.status_code == (200 if strong else 302)
    if not strong:
        assert answer.url.startswith("/me/second-step/")
        page = client.get(answer.url).text
        assert "did not say that it asked for more than a password" in page
        assert "asked for your password once more" not in page
        assert client.get("/accounts/2fa/totp/activate/").status_code == 200  # no page asks for a password they lack


def test_what_no_token_was_signed_with_vouches_for_nobody(client, issuer, settings):
    settings.SECOND_STEP, settings.OIDC_STRONG = "members", ASKED
    issuer.userinfo = {"amr": ["mfa"], "acr": "gold", "acrs": ["c1"], "id_token": {"amr": ["mfa"]}}
    issuer.claims = {"userinfo": {"amr": ["mfa"]}}
    come(client, issuer)
    User.objects.update(role="administrator")
    assert client.get("/me/").status_code == 302


def test_each_sign_in_is_as_strong_as_its_own_token(client, issuer, settings):
    settings.SECOND_STEP, settings.OIDC_STRONG = "members", ASKED
    issuer.claims = {"amr": ["mfa"]}
    come(client, issuer)
    User.objects.update(role="administrator")
    issuer.claims = {"amr": ["pwd"]}
    other = Client()
    come(other, issuer)
    assert (client.get("/me/").status_code, other.get("/me/").status_code) == (200, 302)
    come(client, issuer)  # the same browser, weaker: the stronger sign-in before it counts no more
    assert client.get("/me/").status_code == 302


def test_somebody_with_a_password_is_made_no_stronger_by_connecting_it(client, issuer, settings):
    settings.SECOND_STEP, settings.OIDC_STRONG = "members", ASKED
    issuer.claims = {"amr": ["mfa"]}
    grace = make.make_user("Grace Li", role="administrator")
    client.post("/accounts/login/", {"login": grace.email, "password": "a long enough passphrase"})
    client.post("/accounts/reauthenticate/", {"password": "a long enough passphrase"})
    assert client.get(BACK, begin(client, issuer, "connect")).status_code == 302
    assert client.get("/me/").status_code == 302


def test_the_issuer_is_asked_for_what_counts_whatever_the_buttons_address_says(client, issuer, settings):
    settings.OIDC_STRONG = {"amr": ["mfa"]}
    assert {"acr_values", "claims"}.isdisjoint(asked_of_issuer(client))
    settings.OIDC_STRONG = ASKED
    for also in ("", "&auth_params=acr_values%3Dbronze%26claims%3D%7B%7D"):
        asked = asked_of_issuer(client, also=also)
        assert asked["acr_values"] == f"gold {SCA}"
        assert json.loads(asked["claims"]) == {"id_token": {"acrs": {"essential": True, "value": "c1"}}}
    settings.OIDC_STRONG = {"acrs": ["c1", "c2"]}
    assert json.loads(asked_of_issuer(client)["claims"])["id_token"]["acrs"]["values"] == ["c1", "c2"]


def unsigned(claims) -> str:
    parts = ({"alg": "none", "kid": "one"}, claims)
    return ".".join(urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def signed_by_what_is_public(issuer, claims) -> str:
    """HS256 with the public key as the secret. Put together by hand: no library makes one."""
    head = urlsafe_b64encode(json.dumps({"alg": "HS256", "kid": "one"}).encode()).decode().rstrip("=")
    body = urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    seal = hmac.digest(issuer.public_pem(), f"{head}.{body}".encode(), "sha256")
    return f"{head}.{body}.{urlsafe_b64encode(seal).decode().rstrip('=')}"


HOSTILE = {
    "a wrong signature": {"make": lambda i, claims: i.signed(claims, key=i.other_key)},
    "no signature": {"make": lambda i, claims: unsigned(claims)},
    "HS256 with the public key": {"make": signed_by_what_is_public},
    "a key nobody knows": {"make": lambda i, claims: i.signed(claims, kid="two")},
    "no token at all": {"make": lambda i, claims: None},
    "no token but a list": {"make": lambda i, claims: [1]},
    "another issuer": {"claims": {"iss": "https://elsewhere.example"}},
    "another audience": {"claims": {"aud": "another-service"}},
    "an audience beside us": {"claims": {"aud": [CLIENT, "another-service"], "azp": "another-service"}},
    "expired": {"claims": {"exp": int(time.time()) - 3600, "iat": int(time.time()) - 7200}},
    "not yet valid": {"claims": {"nbf": int(time.time()) + 3600}},
    "made tomorrow": {"claims": {"iat": int(time.time()) + 86400}},
    "no end": {"claims": {"exp": None}},
    "another attempt's nonce": {"claims": {"nonce": "of-another-attempt"}},
    "no nonce": {"claims": {"nonce": None}},
    "no subject": {"claims": {"sub": None}},
    "an empty subject": {"claims": {"sub": ""}},
    "a number as subject": {"claims": {"sub": 7}},
    "a subject without end": {"claims": {"sub": "7" * 5000}},
    "userinfo of somebody else": {"userinfo": {"sub": "8", "email": "helen.marsh@example.org"}},
    "a configuration of somebody else": {
        "answers": {"/.well-known/openid-configuration": (200, {"issuer": "https://x"})}
    },
    "no JSON": {"answers": {"/token": (200, b"<html>")}},
    "no keys": {"answers": {"/keys": (200, {"keys": []})}},
    "keys that are none": {"answers": {"/keys": (200, ["key"])}},
    "HS256 with a key that says it is for that": {
        "make": lambda i, claims: jwt.encode(claims, "s" * 32, algorithm="HS256", headers={"kid": "one"}),
        "key_says": {"kty": "oct", "k": urlsafe_b64encode(b"s" * 32).decode(), "alg": "HS256"},
    },
    "a configuration that is a list": {"answers": {"/.well-known/openid-configuration": (200, ["x"])}},
    "an end of the token that is no number": {
        "answers": {"/token": (200, {"access_token": "opens", "expires_in": "soon"})}
    },
    "userinfo that is a list": {"answers": {"/userinfo": (200, ["7"])}},
    "a sign that no database keeps": {"claims": {"name": "Ruth\x00"}},
    "half a sign": {"claims": {"name": "Ruth\ud800"}},
    "a fault of the issuer": {"answers": {"/userinfo": (500, {})}},
}


def test_a_hostile_answer_signs_nobody_in_and_makes_and_joins_nothing(issuer):
    """One test, for each costs little beside a database of its own; what fails is named."""
    known = make.make_user("Grace Li")
    for name, hostile in HOSTILE.items():
        issuer.begin_anew()
        client = Client()
        brought = begin(client, issuer)
        for what, value in hostile.items():
            setattr(issuer, what, value)
        answer = client.get(BACK, brought)
        assert (name, answer.status_code, FAILED in answer.text) == (name, 401, True)
        assert not is_signed_in(client), name
        assert list(User.objects.all()) == [known], name
        assert not SocialAccount.objects.exists(), name


def test_an_answer_is_worth_something_once_and_in_its_own_browser_only(client, issuer):
    brought = begin(client, issuer)
    thief = Client()
    assert thief.get(BACK, brought).status_code == 401
    assert client.get(BACK, brought).status_code == 302
    client.post("/accounts/logout/")
    assert client.get(BACK, brought).status_code == 401  # the state is used up
    again = begin(client, issuer)
    assert client.get(BACK, {**again, "code": brought["code"]}).status_code == 401  # and so is the code
    assert client.get(BACK, {"state": "made-up", "code": "c"}).status_code == 401
    assert client.get(BACK, {**begin(client, issuer), "error": "access_denied"}, follow=True).status_code == 200
    assert not is_signed_in(client)
    assert not is_signed_in(thief)


@pytest.mark.parametrize("said", [
    {"email": "grace.li@council.example", "email_verified": False},
    {"email": "Grace.Li@council.example", "email_verified": True},
    {"email": None},
    {"email": "no address"},
    {"email": ["grace.li@council.example"]},
], ids=["unverified", "verified", "none", "wrong", "a list"])  # fmt: skip
def test_an_address_that_is_somebodys_or_none_makes_no_login_and_tells_nothing(client, issuer, said):
    grace = make.make_user("Grace Li")
    issuer.claims = said
    answer = come(client, issuer)
    assert answer.status_code == 403
    assert "No login was made" in answer.text
    assert not is_signed_in(client)
    assert list(User.objects.all()) == [grace]
    assert not SocialAccount.objects.exists()
    assert client.get("/accounts/3rdparty/signup/").status_code == 302


def test_another_subject_with_the_address_of_an_account_is_another_person(client, issuer):
    come(client, issuer)
    issuer.claims = {"sub": "8"}
    other = Client()
    assert come(other, issuer).status_code == 403
    assert not is_signed_in(other)
    assert SocialAccount.objects.count() == 1


def test_whoever_is_signed_in_connects_it_and_then_comes_by_it(client, issuer):
    grace = make.make_user("Grace Li")
    client.post("/accounts/login/", {"login": grace.email, "password": "a long enough passphrase"})
    client.post("/accounts/reauthenticate/", {"password": "a long enough passphrase"})
    assert client.get(BACK, begin(client, issuer, "connect")).status_code == 302
    other = Client()
    come(other, issuer)
    assert other.session["_auth_user_id"] == str(grace.pk)


def test_a_closed_account_is_closed_to_single_sign_on(client, issuer):
    come(client, issuer)
    User.objects.update(is_active=False)
    other = Client()
    assert come(other, issuer).url == "/accounts/inactive/"
    assert not is_signed_in(other)


@pytest.mark.parametrize("algorithm", ["RS512", "PS256"])
def test_a_key_that_does_not_say_for_which_signature_it_is_does_for_those_of_a_pair(client, issuer, algorithm):
    issuer.key_says = {"alg": None}
    issuer.make = lambda issuer, claims: issuer.signed(claims, algorithm=algorithm)
    issuer.claims = {"name": ["no text"]}
    assert come(client, issuer).status_code == 302
    assert is_signed_in(client)


def test_a_fault_of_our_own_code_is_none_of_the_issuers(client, issuer, monkeypatch):
    def broken(*args):
        raise KeyError("ours")

    monkeypatch.setattr("hackit.sign_in.accounts.SocialAccountAdapter.pre_social_login", broken)
    with pytest.raises(KeyError, match="ours"):
        come(client, issuer)


def test_an_issuer_that_is_away_is_a_page(client, issuer):
    issuer.answers = {"/.well-known/openid-configuration": (503, {})}
    answer = client.post(f"{START}?process=login")
    assert (answer.status_code, FAILED in answer.text) == (401, True)
    assert client.get("/accounts/oidc/nobody/login/callback/").status_code == 404
