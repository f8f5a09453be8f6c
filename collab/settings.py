"""Every setting, read from the environment alone.

With nothing set, the product runs *embedded*: SQLite, one process, no other service, mail on the
console. Setting ``DATABASE_URL`` makes it a production deployment, and then each variable that
production needs must be there: a missing one prints its remedy and stops.
"""

import secrets
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NoReturn
from urllib.parse import urlsplit

import environ

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

EMBEDDED = "DATABASE_URL" not in env.ENVIRON
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "var")))

REMEDIES = {
    "SECRET_KEY": "a long random text that stays the same, for example the output of: "
    'python -c "import secrets; print(secrets.token_urlsafe(50))"',
    "PUBLIC_BASE_URL": "the address people type, for example https://collab.example.nhs.uk",
    "TRUSTED_PROXIES": "how many proxies of yours stand in front of it, for example 1: "
    "one of them ends TLS for https, which this server does not speak",
    "REDIS_URL": "where Redis listens, for example redis://localhost:6379/0",
    "EMAIL_URL": "the mail server, for example smtp+tls://user:password@mail.example:587",
    "DEFAULT_FROM_EMAIL": "the sender of our mail, for example collab@example.nhs.uk",
}


def required(name: str) -> str:
    """The variable's value; in production a missing one ends the process with its remedy."""
    return env.str(name, "") or stop_without(name)


def stop_without(name: str) -> NoReturn:
    sys.exit(f"{name} is not set. Set it to {REMEDIES[name]}.")


def origin(address: str) -> str:
    """The address as browsers write it: in small letters, without a port that is the usual one."""
    parts = urlsplit(address)
    if not (parts.scheme and parts.hostname):
        stop_without("PUBLIC_BASE_URL")
    usual = {"http": ":80", "https": ":443"}.get(parts.scheme, "")
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(usual)}"


def embedded_secret_key() -> str:
    """A key made on the first start and kept beside the data, so that sessions survive.

    It gets its name once it is whole: a start that is cut off leaves no empty key behind.
    """
    path = DATA_DIR / "secret_key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile("w", dir=path.parent, prefix="secret_key.", delete=False) as new:
            new.write(secrets.token_urlsafe(50))
        Path(new.name).rename(path)
    return path.read_text()


# Where we are

DEBUG = env.bool("DEBUG", False)
SECRET_KEY = (
    env.str("SECRET_KEY", "") or embedded_secret_key() if EMBEDDED else required("SECRET_KEY")
)
PUBLIC_BASE_URL = origin(
    env.str("PUBLIC_BASE_URL", "http://localhost:8000") if EMBEDDED else required("PUBLIC_BASE_URL")
)
_public = urlsplit(PUBLIC_BASE_URL)
_own_hosts = [_public.hostname, "127.0.0.1"] if EMBEDDED else [_public.hostname]
_own_origins = [PUBLIC_BASE_URL]
if EMBEDDED:
    _own_origins.append(f"http://127.0.0.1:{_public.port or 80}")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=_own_hosts)
CSRF_TRUSTED_ORIGINS = env.list("TRUSTED_ORIGINS", default=_own_origins)
SOCKET_ORIGINS = CSRF_TRUSTED_ORIGINS
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
HTTPS = _public.scheme == "https"
if HTTPS and not TRUSTED_PROXIES:
    stop_without("TRUSTED_PROXIES")  # every request would be redirected to itself, for ever

# What it is made of

INSTALLED_APPS = [
    "collab.demo",
    "collab.guide",
    "collab.home",
    "collab.interventions",
    "discussions",
    "fellows",
    "networks",
    "collab.base.live",
    "collab.base.accounts",
    "collab.base.ui",
    "collab.base.access",
    "collab.base.markup",
    "collab.base.security",
    "allauth",
    "allauth.account",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "collab.base.security.csp.ContentSecurityPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "collab.base.security.unreadable.UnreadableFormsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "collab.base.security.no_store.NoStoreMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "collab.base.ui.errors.WrongMethodMiddleware",
]
ROOT_URLCONF = "collab.urls"
ASGI_APPLICATION = "asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "collab/base/ui"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "collab.base.ui.shell.shell",
            ],
            "builtins": ["django.templatetags.i18n", "collab.base.ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "collab.base.ui.renderer.DesignSystemRenderer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Where things are kept

DATABASES = {
    "default": env.db_url("DATABASE_URL", f"sqlite:///{DATA_DIR / 'collab.sqlite3'}")
    | {"ATOMIC_REQUESTS": False, "CONN_MAX_AGE": 0}
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # One writer at a time, taken at once and waited for: no lock error in 800 contended writes.
    # What was acknowledged is on the disk, also when the power fails a moment later.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 2, "max_size": env.int("DATABASE_POOL", 16), "timeout": 20}
    }
REDIS_URL = env.str("REDIS_URL", "") if EMBEDDED else required("REDIS_URL")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "collab.base.live.cache.RedisOrNothing",
            "LOCATION": REDIS_URL,
        }
    }
    CHANNEL_LAYERS = {
        "pokes": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": env.str("REDIS_PREFIX", "collab")},
        }
    }
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 20_000},
        }
    }
    CHANNEL_LAYERS = {}

# Who may sign in

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "collab.base.accounts.passwords.NotAboutYou",
        "OPTIONS": {"user_attributes": ["name", "email"]},
    },
    {"NAME": "collab.base.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "collab.base.accounts.passwords.NotCommon"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "collab.base.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "collab.base.accounts.forms.SignInForm",
    "signup": "collab.base.accounts.forms.SignUpForm",
    "add_email": "collab.base.accounts.forms.ChangeEmailForm",
    "change_password": "collab.base.accounts.forms.ChangePasswordForm",
    "set_password": "collab.base.accounts.forms.SetPasswordForm",
    "reset_password": "collab.base.accounts.forms.AskForResetForm",
    "reset_password_from_key": "collab.base.accounts.forms.ResetPasswordForm",
    "reauthenticate": "collab.base.accounts.forms.ConfirmItIsYouForm",
}
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # in the browser that signed up, and in no other
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = "collab.base.accounts.models.display_name"
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

# What a browser is told

SESSION_ENGINE = "collab.base.accounts.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "collab.base.ui.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'", *(origin.replace("http", "ws", 1) for origin in _own_origins)],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "manifest-src": ["'self'"],
}
STATIC_URL = "static/"
# Where the product is changed while it runs, a new build is served at once: with the size that it
# remembers from its start, the server would leave each browser waiting for the rest of a file.
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = EMBEDDED
if not EMBEDDED:
    STATIC_ROOT = DATA_DIR / "static"
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }

# Mail, language, time

DEFAULT_FROM_EMAIL = (
    env.str("DEFAULT_FROM_EMAIL", "Patient Safety Collab <collab@localhost>")
    if EMBEDDED
    else required("DEFAULT_FROM_EMAIL")
)
EMAIL_TIMEOUT = 10
if EMBEDDED:
    EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
else:
    vars().update(env.email_url_config(required("EMAIL_URL")))
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = USE_I18N = True

# Live

LIVE_HEARTBEAT_SECONDS = env.float("LIVE_HEARTBEAT_SECONDS", 10)
DEMO = env.bool("DEMO", EMBEDDED)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING")},
}
