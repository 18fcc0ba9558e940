"""Django's settings, made of Warden's own: the data directory, the secret and the address come from there.

``warden serve`` hands its options on by the environment before this module is read.
"""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF

from warden.config import load_config
from warden.privacy import load_keys

WARDEN = load_config()
HERE = Path(__file__).parent

_keys = load_keys(WARDEN.data, make=False)
SECRET_KEY = _keys.console if _keys else "no installation yet: signs nothing"
DEBUG = False
ALLOWED_HOSTS = [*WARDEN.console.hosts, "127.0.0.1", "localhost", "[::1]"]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "warden.review.people",
    "warden.review.queue",
    "warden.review.reports",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "warden.review.faults.StoreFaults",
    "warden.review.astray.middleware",
    "axes.middleware.AxesMiddleware",
]
OIDC = WARDEN.oidc
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    *(["warden.review.people.oidc.ByProvider"] if OIDC.client else []),
]
OIDC_RP_CLIENT_ID, OIDC_RP_CLIENT_SECRET = OIDC.client, os.environ.get("WARDEN_OIDC_SECRET", "")
OIDC_OP_AUTHORIZATION_ENDPOINT, OIDC_OP_TOKEN_ENDPOINT = OIDC.authorize, OIDC.token
OIDC_OP_USER_ENDPOINT, OIDC_OP_JWKS_ENDPOINT, OIDC_RP_SIGN_ALGO = OIDC.user, OIDC.keys, OIDC.algorithm
OIDC_USE_PKCE, OIDC_TIMEOUT = True, 20
# Whom the provider lets in has an account here already, or has none: roles are given by people.
OIDC_CREATE_USER = False
LOGIN_REDIRECT_URL_FAILURE = "/people/sign-in?refused"
# Who guesses waits. Of those who sign in rightly no log of addresses is kept.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_TEMPLATE = "people/locked.html"
AXES_VERBOSE = False
ROOT_URLCONF = "warden.review.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csrf",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "warden.review.nav.pages",
                "warden.review.people.oidc.offered",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "warden.review.queue.words",
            ],
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": WARDEN.data / "console.db",
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": "PRAGMA journal_mode = WAL",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.Person"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "sign-in", "home", "sign-in"

# A cookie for HTTPS alone would lock out who sits at the machine itself.
SECURE = WARDEN.console.https
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "warden_session", "warden_csrf"
SESSION_COOKIE_AGE = WARDEN.console.session_hours * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in WARDEN.console.hosts]
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_REFERRER_POLICY = "same-origin"  # with none, forms are sent by the origin "null"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "en"
LANGUAGE_COOKIE_NAME, LANGUAGE_COOKIE_SAMESITE = "warden_language", "Lax"
LANGUAGE_COOKIE_SECURE, LANGUAGE_COOKIE_HTTPONLY, LANGUAGE_COOKIE_AGE = SECURE, True, 31_536_000
LANGUAGES = [
    ("en", "English"),
    ("id", "Bahasa Indonesia"),
    ("vi", "Tiếng Việt"),
    ("zh-hans", "简体中文"),
    ("es", "Español"),
    ("fr", "Français"),
]
LOCALE_PATHS = [HERE / "locale"]
USE_TZ, TIME_ZONE = True, "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    # Who was refused stands in no log of faults.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("WARDEN_LOG", "WARNING")},
}
