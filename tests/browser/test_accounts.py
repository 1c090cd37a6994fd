"""Signing in and looking after one's account, in a browser, with JavaScript and without."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import DESKTOP, LOOKED_AT, PHONE

PASSWORD = "seven calm herons fishing"
SIGN_IN = "/accounts/login/"


@pytest.fixture
def grace(transactional_db):
    return get_user_model().objects.create_user("grace.li@example.org", PASSWORD, name="Grace Li", role="staff")


def fill_in(page, password=PASSWORD):
    page.goto(SIGN_IN)
    page.get_by_label("Email address").fill("grace.li@example.org")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def show_that_it_is_me(page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Show that it is you")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Add a passkey or security key")


@pytest.mark.parametrize("js", [True, False], ids=["with-js", "without-js"])
def test_signing_in_leads_home(grace, new_page, js, live_server):
    page = new_page(js=js)
    fill_in(page)
    expect(page).to_have_url(f"{live_server.url}/")


def test_a_wrong_password_is_said_above_the_form_and_in_the_title(grace, page, axe):
    fill_in(page, "not the password at all")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page).to_have_title("Error: Sign in – HackIT")
    axe(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", [SIGN_IN, "/accounts/password/reset/", "/accounts/signup/"])
def test_a_strangers_account_pages_break_no_accessibility_rule(new_page, axe, fits, path, size):
    page = new_page(size=size)
    page.goto(path)
    axe(page)
    fits(page)


@LOOKED_AT
def test_my_account_pages_break_no_accessibility_rule(grace, new_page, sign_in, axe, fits, size):
    page = new_page(size=size)
    sign_in(page, grace)
    page.goto(reverse("mfa_add_webauthn"))
    axe(page)
    show_that_it_is_me(page)
    for name in [
        "account_change_password",
        "account_email",
        "account_logout",
        "mfa_index",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "usersessions_list",
        "socialaccount_connections",
    ]:
        page.goto(reverse(name))
        axe(page)
        fits(page)


def test_a_passkey_is_added_and_signs_in_alone(grace, page, live_server):
    keys = page.context.new_cdp_session(page)
    keys.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    keys.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    fill_in(page)
    expect(page).to_have_url(f"{live_server.url}/")
    page.goto(reverse("mfa_add_webauthn"))
    show_that_it_is_me(page)
    page.get_by_label("What to call it").fill("My laptop")
    page.get_by_text("Sign in with this key alone").click()
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto(reverse("account_logout"))
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(SIGN_IN)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{live_server.url}/")
    page.goto(reverse("mfa_list_webauthn"))
    expect(page.get_by_role("main")).to_contain_text("My laptop")
