"""Every setting of the service, read from the environment (docs/operate.md lists the variables).

Safe as default: without HACKIT_TRIAL=1 the service wants a secret key and its host names, speaks HTTPS only
and sets `__Host-` cookies. What differs from one organisation to the next (names, default audiences, licence)
is data in SiteSettings and in the groups, not here.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.text import slugify

from hackit.env import Env, WrongSetting, is_near, is_this_machine, trusted_certificates
from hackit.running.logs import log_settings
from hackit.running.trial import secret_key_in

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent

# --- Where it runs ---

# A trial is what `make run` starts on one's own machine: plain HTTP on localhost, mail written into files.
TRIAL = env.flag("HACKIT_TRIAL")
DEBUG = env.flag("HACKIT_DEBUG")
if DEBUG and not TRIAL:
    raise WrongSetting("HACKIT_DEBUG shows the code's insides to everyone. It works only together with HACKIT_TRIAL=1.")

# Everything that the service writes by itself lies in this folder.
DATA = Path(env.text("HACKIT_DATA", str(BASE_DIR / "var"))).expanduser().absolute()
try:
    DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
except OSError as error:
    raise WrongSetting(f"HACKIT_DATA is “{DATA}”, and that folder cannot be made: {error.strerror}.") from None

if TRIAL:
    SECRET_KEY = secret_key_in(DATA)
    ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
else:
    SECRET_KEY = env.needed(
        "HACKIT_SECRET_KEY",
        "Give it 50 or more random characters and keep them secret, or set HACKIT_TRIAL=1 to try the service "
        "on your own machine.",
    )
    # What the one before signed or encrypted still opens; taken out once nothing of that age is left.
    SECRET_KEY_FALLBACKS = env.words("HACKIT_OLD_SECRET_KEYS")
    if any(len(key) < 50 or len(set(key)) < 5 for key in (SECRET_KEY, *SECRET_KEY_FALLBACKS)):
        raise WrongSetting("HACKIT_SECRET_KEY is too easily guessed. Give it 50 or more random characters.")
    ALLOWED_HOSTS = env.words("HACKIT_HOSTS")
    if not ALLOWED_HOSTS:
        raise WrongSetting("HACKIT_HOSTS is not set. Name the hosts that this service answers to, with commas between.")
    if any("/" in host or "*" in host for host in ALLOWED_HOSTS):
        raise WrongSetting("HACKIT_HOSTS holds bare host names such as records.example.org: no address and no star.")

# How many proxies of ours stand before the application: how far X-Forwarded-For is believed.
PROXIES = env.number("HACKIT_PROXIES", 0, most=10)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

# --- The application ---

INSTALLED_APPS = [
    "hackit.apps.HackitConfig",  # first, so that its templates and commands come before those of packages
    "weeknotes.apps.WeeknotesConfig",
    "meetings.apps.MeetingsConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "csp",
    "django_filters",
    "django_htmx",
]

MIDDLEWARE = [
    "hackit.middleware.request_ids",  # outside all others: what they log belongs to the request too
    "hackit.middleware.hardening_headers",
    "csp.middleware.CSPMiddleware",  # outside the next: a request for another host is refused there
    "hackit.middleware.no_detour_by_http",  # outside the next, which leads to HTTPS
    "django.middleware.security.SecurityMiddleware",
    "hackit.middleware.known_methods",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hackit.middleware.limit_body",
    "django.middleware.http.ConditionalGetMiddleware",  # outside the next, which says what gets an ETag
    "hackit.middleware.cache_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "hackit.sign_in.sessions.keep_track",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hackit.running.reading_log.ReadingLog",  # inside of signing in: it says who
    "hackit.sign_in.carrying.CarryingLoginRequired",  # private by default
    "hackit.sign_in.second_step.SecondStepFirst",  # after it: only whoever is signed in can lack one
    "hackit.limits.HoldIn",  # after both: what leads to another page is not counted
    "hackit.middleware.AuditorsOnlyRead",
    "hackit.middleware.repeats_lead_on",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hackit.middleware.OwnSite",
    "hackit.middleware.merged_names",
    "django_htmx.middleware.HtmxMiddleware",
    "hackit.middleware.TooLateToUndo",
    "hackit.middleware.nothing_to_read",
]

ROOT_URLCONF = "hackit.urls"
WSGI_APPLICATION = "hackit.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hackit.context_processors.site",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ("forms",)
CRISPY_TEMPLATE_PACK = "forms"  # ours: templates/forms/

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

# Preloading HSTS is a decision about a whole domain, which is not this service's to take.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# --- Database ---

try:
    _database = dj_database_url.parse(env.text("DATABASE_URL", f"sqlite:///{DATA / 'records.sqlite3'}"))
except (ValueError, KeyError):
    raise WrongSetting("DATABASE_URL cannot be read. It looks like postgres://user:password@host:5432/name.") from None

_database["CONN_MAX_AGE"] = None  # a connection lives as long as its thread: a third off every page
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # Without IMMEDIATE four writes of five fail under load; without FULL a power cut loses what was saved.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
elif _database["ENGINE"] == "django.db.backends.postgresql":
    _database["CONN_HEALTH_CHECKS"] = True
    # A server that has vanished says nothing: without these a page would wait for it for minutes.
    _database.setdefault("OPTIONS", {}).update(connect_timeout=5, keepalives_idle=30, tcp_user_timeout=20_000)
    # The server plans a question once a connection, at its third time: what every line asks then costs it half.
    # Not behind a pooler that gives each transaction another connection: HACKIT_POSTGRES_PREPARES=0 there.
    _prepares = env.flag("HACKIT_POSTGRES_PREPARES", default=True)
    # Whoever sits between could read and change everything: away from this machine the server shows who it is.
    if not is_near(_database, env.values):
        _database["OPTIONS"].setdefault("sslmode", "verify-full")
        if _database["OPTIONS"]["sslmode"].startswith("verify"):
            _database["OPTIONS"].setdefault("sslrootcert", trusted_certificates())
    # No question here runs so long that compiling it first pays; a search would wait for that longer than it takes.
    _database.setdefault("OPTIONS", {}).update(
        options="-c jit=off -c statement_timeout=15s -c lock_timeout=5s -c idle_in_transaction_session_timeout=30s",
        server_side_binding=_prepares,
        prepare_threshold=3 if _prepares else None,
    )
else:
    raise WrongSetting("DATABASE_URL names a database that is neither SQLite nor PostgreSQL.")
DATABASES = {"default": _database}

# Limits on guessing passwords count in the database: in memory, four processes would allow four times more.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# After how many days without a backup `/readyz` and `doctor` say so; 0: nobody asks, as in a trial.
BACKUP_DAYS = env.number("HACKIT_BACKUP_DAYS", 0 if TRIAL else 2, most=365)

# Where `manage.py backup` writes to unless it is told another folder.
BACKUPS = env.text("HACKIT_BACKUPS")

# How many days what is no record is kept, where that is to be other than by default (see hackit.running.retention).
KEEP_DAYS = env.days("HACKIT_KEEP_DAYS")

# How often one may search in a minute and save files in an hour: by login, and strangers by address; 0: without end.
# Each process counts for itself (hackit/limits.py).
LIMITS = env.limits("HACKIT_LIMITS", {"searches": 300, "files": 60, "strangers-searches": 120, "strangers-files": 20})

# --- Files ---

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "hackit.static_storage.HashedFiles"},
}
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_USE_FINDERS = DEBUG

# Room for a 5 MB paste, so that the form can answer it with a sentence instead of the server with a bare 400.
DATA_UPLOAD_MAX_MEMORY_SIZE = 6 * 1024 * 1024
# Django's limit above leaves files out; our handler stops a request whose files together are larger.
UPLOAD_MAX_BYTES = 50 * 1024 * 1024  # years of weeknotes with their pictures, in one zip
REQUEST_MAX_BYTES = UPLOAD_MAX_BYTES + DATA_UPLOAD_MAX_MEMORY_SIZE
FILE_UPLOAD_HANDLERS = [
    "hackit.uploads.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Signing in ---

AUTH_USER_MODEL = "hackit.User"
AUTHENTICATION_BACKENDS = ["hackit.sign_in.backends.PersonBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "hackit.sign_in.breached.LongestValidator"},
    {"NAME": "hackit.sign_in.own_words.OwnWordsValidator"},
    {"NAME": "hackit.sign_in.breached.RepeatedValidator"},
    {"NAME": "hackit.sign_in.breached.BreachedValidator"},
]

# A file of stolen passwords that may not be used here (hackit/sign_in/breached.py says of what kind).
BREACHED = env.file("HACKIT_BREACHED")

ACCOUNT_ADAPTER = "hackit.sign_in.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "hackit.sign_in.account_forms.LoginForm",
    "reset_password": "hackit.sign_in.account_forms.ResetPasswordForm",
    "reset_password_from_key": "hackit.sign_in.account_forms.ResetPasswordKeyForm",
    "change_password": "hackit.sign_in.account_forms.ChangePasswordForm",
    "set_password": "hackit.sign_in.account_forms.SetPasswordForm",
    "reauthenticate": "hackit.sign_in.account_forms.ReauthenticateForm",
    "add_email": "hackit.sign_in.account_forms.AddEmailForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
# Beside allauth's own limits: how often the link of one letter may be answered by, how many messages the authors of
# weeknotes get from one address, and how often a stranger's address gets every note as a zip. None counts by note: by
# such a limit four addresses would close a note's form to everybody.
ACCOUNT_RATE_LIMITS = {"answer_link": "30/h/key", "weeknote_feedback": "5/h/ip"}
ACCOUNT_EMAIL_VERIFICATION = "none"  # sign-up is closed: an administrator or the organisation vouches for the address
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers
ACCOUNT_EMAIL_NOTIFICATIONS = True  # who changed how they sign in gets a letter: perhaps it was somebody else
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # the password or second step again before what signs in is changed
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http" if TRIAL else "https"

# Who needs more than a password: members of groups and administrators, everybody with a role, or nobody (a trial: its
# password is known to all). Single sign-on counts as more where HACKIT_OIDC_STRONG says by what that is known.
SECOND_STEP = env.choice("HACKIT_SECOND_STEP", "off" if TRIAL else "members", ("members", "everybody", "off"))
MFA_FORMS = {
    "authenticate": "hackit.sign_in.account_forms.AuthenticateForm",
    "reauthenticate": "hackit.sign_in.account_forms.ReauthenticateCodeForm",
    "activate_totp": "hackit.sign_in.account_forms.ActivateTOTPForm",
    "add_webauthn": "hackit.sign_in.account_forms.AddWebAuthnForm",
    "edit_webauthn": "hackit.sign_in.account_forms.EditWebAuthnForm",
}
MFA_ADAPTER = "hackit.sign_in.accounts.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RECOVERY_CODES_SHOW_ONCE = True
# allauth guards addresses that whoever signs up may have made up. Here nobody signs up, and its link for a new password
# leaves behind an address that it calls unconfirmed: whom an administrator let in could never set a second step up.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = TRIAL
USERSESSIONS_TRACK_ACTIVITY = False  # it would write on every GET

SOCIALACCOUNT_ADAPTER = "hackit.sign_in.accounts.SocialAccountAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # known by issuer and subject, never by a mail address
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_LOGIN_ON_GET = False

OIDC_ISSUER = env.https_address("HACKIT_OIDC_ISSUER")
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, object]] = {
    "openid_connect": {"provider_class": "hackit.sign_in.single_sign_on.CheckedProvider", "OAUTH_PKCE_ENABLED": True}
}
# What an ID token must say for the sign-in to count as more than a password, by its claim. Nothing: it never does.
OIDC_STRONG = env.strengths("HACKIT_OIDC_STRONG")
if OIDC_ISSUER:
    # An account is kept under the provider's name and the subject, so that name is made from the issuer (dots
    # and slashes as hyphens): another issuer's subject 7 is another person.
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": slugify(OIDC_ISSUER.removeprefix("https://").translate({46: "-", 47: "-"})),
            "name": env.text("HACKIT_OIDC_NAME", "single sign-on"),
            "client_id": env.needed("HACKIT_OIDC_CLIENT_ID", "HACKIT_OIDC_ISSUER needs it beside it."),
            "secret": env.needed("HACKIT_OIDC_SECRET", "HACKIT_OIDC_ISSUER needs it beside it."),
            "settings": {"server_url": OIDC_ISSUER},
        }
    ]

# --- What the browser is told ---

_oidc = urlsplit(OIDC_ISSUER)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        # Browsers follow this rule through redirects, and single sign-on begins with a form of ours.
        "form-action": [SELF, f"{_oidc.scheme}://{_oidc.netloc}"] if OIDC_ISSUER else [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

_prefix = "" if TRIAL else "__Host-"
SESSION_ENGINE = "hackit.sign_in.sessions"
SESSION_UNUSED = timedelta(hours=env.number("HACKIT_SESSION_HOURS", 24, least=1, most=30 * 24))
SESSION_LONGEST = timedelta(days=env.number("HACKIT_SESSION_DAYS", 7, least=1, most=90))
# Of a session that nobody has signed in with; hackit.sign_in.sessions says when others end.
SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_NAME = f"{_prefix}session"
SESSION_COOKIE_SECURE = not TRIAL
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = f"{_prefix}csrf"
CSRF_COOKIE_SECURE = not TRIAL
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "hackit.sign_in.carrying.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no third cookie

if not TRIAL:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz)$"]  # load balancers and watchers ask over plain HTTP
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    if PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Mail ---

# What links in mail begin with: no request is at hand when a letter is written.
SITE_ADDRESS = (
    f"http://localhost:{env.number('PORT', 8000, least=1, most=65535)}"
    if TRIAL
    else env.https_address("HACKIT_ADDRESS") or f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
)
SITE_DOMAIN = urlsplit(SITE_ADDRESS).hostname or "localhost"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("HACKIT_MAIL_FROM", "records@localhost")
if TRIAL:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"
elif env.text("HACKIT_NOTIFY_KEY"):
    EMAIL_BACKEND = "hackit.mail.notify.NotifyBackend"
else:
    EMAIL_HOST = env.text("HACKIT_MAIL_HOST", "localhost")
    EMAIL_PORT = env.number("HACKIT_MAIL_PORT", 25, least=1, most=65535)
    EMAIL_HOST_USER = env.text("HACKIT_MAIL_USER")
    EMAIL_HOST_PASSWORD = env.text("HACKIT_MAIL_PASSWORD")
    _is_near = is_this_machine(EMAIL_HOST)
    EMAIL_USE_SSL = EMAIL_PORT == 465  # TLS from the first byte; elsewhere it begins with STARTTLS
    EMAIL_USE_TLS = env.flag("HACKIT_MAIL_TLS", default=not _is_near) and not EMAIL_USE_SSL
    if EMAIL_HOST_PASSWORD and not (_is_near or EMAIL_USE_TLS or EMAIL_USE_SSL):
        raise WrongSetting("HACKIT_MAIL_PASSWORD would leave this machine unencrypted. Set HACKIT_MAIL_TLS=1.")
    EMAIL_TIMEOUT = 10
NOTIFY_KEY = env.notify_key("HACKIT_NOTIFY_KEY")
NOTIFY_TEMPLATE = env.needed("HACKIT_NOTIFY_TEMPLATE", "HACKIT_NOTIFY_KEY needs it beside it.") if NOTIFY_KEY else ""
NOTIFY_ADDRESS = "https://api.notifications.service.gov.uk"

# --- Faults told elsewhere, and where to tell of a weakness ---

SENTRY_DSN = env.https_address("HACKIT_SENTRY_DSN")
SECURITY_CONTACT = env.text("HACKIT_SECURITY_CONTACT")
if SECURITY_CONTACT and not SECURITY_CONTACT.startswith(("https://", "mailto:", "tel:+")):
    raise WrongSetting("HACKIT_SECURITY_CONTACT begins with https://, mailto: or tel:+ (RFC 9116).")

# --- Log ---

LOGGING = log_settings(env.choice("HACKIT_LOG", "plain", ("plain", "json")))
