"""Single sign-on: what an issuer says is believed only as far as it is signed, for us, now, and for this browser.

The package may take an ID token as it comes, for it fetched it from the issuer by TLS itself (OpenID Connect Core
3.1.3.7, 6), and prefers what the userinfo endpoint says without comparing whose that is. Here every token is checked
whole (3.1.3.7), and userinfo counts only for the token's subject (5.3.2). Whatever is wrong is one page, and a line of
the log without anybody's name.
"""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import jwt
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from requests import RequestException

from hackit.sign_in.accounts import Refused

SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key pair. None of them can be made with what everybody may fetch, as HS256 could."""

LEEWAY = 60
"""Seconds that the issuer's clock may differ from ours."""

MUST_SAY = ["iss", "sub", "aud", "exp", "iat", "nonce"]
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
NAMES = ("name", "given_name", "family_name", "preferred_username", "picture")
"""What the package takes a text from, if there is one."""
LONGEST_SUBJECT = SocialAccount._meta.get_field("uid").max_length or 191


ALWAYS = "always"
"""In place of a claim: whoever set this up answers for it that the issuer lets nobody in by a password alone."""


def is_strong(claims: Any) -> bool:
    """Whether a checked ID token says that more than a password was shown, in one of the ways of HACKIT_OIDC_STRONG.

    A token that says nothing tells of a password alone (ASVS 6.8.4).
    """
    if ALWAYS in settings.OIDC_STRONG:
        return True
    return any(not _said(claims, claim).isdisjoint(values) for claim, values in settings.OIDC_STRONG.items())


def _said(claims: Any, claim: str) -> set[str]:
    """The words of a claim: `acr` is one, `amr` and `acrs` are lists. What is neither says nothing."""
    said = claims.get(claim) if isinstance(claims, dict) else None
    return {word for word in (said if isinstance(said, list) else [said]) if isinstance(word, str)}


def asked_for() -> dict[str, str]:
    """How the issuer is asked for such a sign-in, as parameters of an attempt; nothing asks for an `amr`."""
    asked = {}
    if acr := settings.OIDC_STRONG.get("acr"):
        asked["acr_values"] = " ".join(acr)
    if acrs := settings.OIDC_STRONG.get("acrs"):  # Entra's authentication contexts, which it knows by this way only
        which = {"value": acrs[0]} if len(acrs) == 1 else {"values": acrs}
        asked["claims"] = json.dumps({"id_token": {"acrs": {"essential": True, **which}}})
    return asked


def nonce_of(code_verifier: str) -> str:
    """What a token must repeat so that it was made for this browser's own attempt: follows from the PKCE verifier,
    which its session keeps, and does not give it away."""
    return urlsafe_b64encode(sha256(f"nonce of {code_verifier}".encode()).digest()).decode().rstrip("=")


@contextmanager
def understood() -> Iterator[None]:
    """For reading what an issuer answered: what has another shape than it should is refused. No code of ours that signs
    somebody in runs within, for its faults are not the issuer's."""
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused(f"An answer of the issuer cannot be read ({type(error).__name__})") from error


class CheckedAdapter(OpenIDConnectOAuth2Adapter):
    """The package's conversation with an issuer, with every claim checked. Raises Refused or
    jwt.PyJWTError where one is wrong."""

    _nonce = ""

    @property
    def openid_config(self) -> dict[str, Any]:
        """What the issuer says of itself: it must be who it was set up as, and answer as securely."""
        issuer = urlsplit(self.get_provider().app.settings["server_url"])
        with understood():
            found = super().openid_config
            if str(found.get("issuer", "")).rstrip("/") != issuer.geturl().rstrip("/"):
                raise Refused("The configuration is of another issuer than HACKIT_OIDC_ISSUER")
            if any(urlsplit(str(found.get(name, ""))).scheme != issuer.scheme for name in ENDPOINTS):
                raise Refused("The configuration lacks an endpoint")
            if not isinstance(found.get("token_endpoint_auth_methods_supported", []), list):
                raise Refused("The configuration has no list of how to ask for a token")
            return found

    def get_access_token_data(
        self, request: HttpRequest, app: SocialApp, client: Any, pkce_code_verifier: str | None = None
    ) -> dict[str, Any]:
        self._nonce = nonce_of(pkce_code_verifier or "")
        with understood():
            return super().get_access_token_data(request, app, client, pkce_code_verifier=pkce_code_verifier)

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        with understood():
            return super().parse_token(data)

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        """Who came, by what was signed about them."""
        with understood():
            claims = self._claims(app, kwargs["response"].get("id_token"))
            said = claims | self._userinfo(token, claims["sub"])
            if not _is_address(said.get("email")):
                said.pop("email", None)
            said["email_verified"] = said.get("email_verified") is True
            said = {name: value for name, value in said.items() if name not in NAMES or isinstance(value, str)}
            kept = json.dumps([said, claims], ensure_ascii=False).encode()  # half a pair of UTF-16 is no UTF-8
            if b"\\u0000" in kept:
                raise Refused("What the issuer says holds a sign that no text has")
        return self.get_provider().sociallogin_from_response(request, {"userinfo": said, "id_token": claims})

    def _claims(self, app: SocialApp, token: Any) -> dict[str, Any]:
        if not isinstance(token, str):
            raise Refused("There is no ID token")
        claims = jwt.decode(
            token, self._key(jwt.get_unverified_header(token)), algorithms=list(SIGNED_BY), audience=app.client_id,
            issuer=self.openid_config["issuer"], leeway=LEEWAY, options={"require": MUST_SAY},
        )  # fmt: skip
        if not hmac.compare_digest(str(claims["nonce"]).encode(), self._nonce.encode()):
            raise Refused("The ID token is of another attempt")
        audience = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        if claims.get("azp", app.client_id if len(audience) == 1 else None) != app.client_id:
            raise Refused("The ID token is meant for somebody else too")
        if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
            raise Refused("The ID token has no usable subject")
        return claims

    def _key(self, header: dict[str, Any]) -> jwt.PyJWK:
        """The issuer's own key of the id that the token names."""
        for key in self._fetched(self.openid_config["jwks_uri"])["keys"]:
            if key.get("kid") == header.get("kid") and key.get("use", "sig") == "sig":
                # Most keys say for which signature they are; one that does not is tried with the token's.
                algorithm = key.get("alg") or header.get("alg")
                if algorithm not in SIGNED_BY or header.get("alg") not in SIGNED_BY:
                    raise Refused("The ID token is not signed by a pair of keys")
                return jwt.PyJWK.from_dict(key, algorithm=algorithm)
        raise Refused("The ID token is signed by no key of the issuer")

    def _userinfo(self, token: SocialToken, subject: str) -> dict[str, Any]:
        if "userinfo_endpoint" not in self.openid_config:
            return {}
        found = self._fetch_user_info(token.token)
        if found.get("sub") != subject:
            raise Refused("userinfo tells of somebody else")
        return found

    def _fetched(self, address: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
            answer.raise_for_status()
            return answer.json()


class CheckedProvider(OpenIDConnectProvider):
    """The package's provider, which sends a nonce and talks through the adapter above."""

    oauth2_adapter_class = CheckedAdapter
    package = "allauth.socialaccount.providers.openid_connect"  # where the package looks for the addresses

    def get_pkce_params(self) -> dict[str, Any]:
        """Parameters of an attempt, which nothing in the address of the button changes. `code_verifier` stays here; the
        rest is sent."""
        params = super().get_pkce_params()
        return params | {"nonce": nonce_of(params["code_verifier"])} | asked_for()


def _is_address(email: Any) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= 254


def _answered(request: HttpRequest, provider_id: str, view: Any) -> HttpResponse:
    """The view's answer; the page that signing in did not work for whatever an issuer got wrong."""
    adapter = CheckedAdapter(request, provider_id)
    try:
        provider = adapter.get_provider()
    except SocialApp.DoesNotExist:
        raise Http404("No such issuer") from None
    try:
        return view.adapter_view(adapter)(request)
    except (OAuth2Error, RequestException, jwt.PyJWTError) as error:  # a fault of ours is none of these
        return render_authentication_error(request, provider, exception=error)


@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the issuer, by a button of ours."""
    return _answered(request, provider_id, OAuth2LoginView)


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the issuer, with a code that is exchanged for what it says of whoever came."""
    return _answered(request, provider_id, OAuth2CallbackView)
