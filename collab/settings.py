"""Every setting, read from the environment alone.

With nothing set, the product runs *embedded*: SQLite, one process, no other service, mail on the
console. Setting ``DATABASE_URL`` makes it a production deployment, and then each variable that
production needs must be there: a missing one prints its remedy and stops.
"""

import secrets
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NoReturn
from urllib.parse import urlsplit

import environ

from collab.base.accounts.elsewhere.configured import providers_in

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


def make_data_dir() -> None:
    """For its owner alone; one that is there keeps its mode, since nginx may have to pass."""
    DATA_DIR.mkdir(0o700, parents=True, exist_ok=True)


def embedded_database() -> Path:
    """The file of the database, for its owner alone: SQLite would let everybody read it, and makes
    the journals as open as this."""
    path = DATA_DIR / "collab.sqlite3"
    make_data_dir()
    path.touch(0o600)
    for journal in ("", "-wal", "-shm"):
        with suppress(OSError):  # it is not there, or somebody else's
            path.with_name(path.name + journal).chmod(0o600)
    return path


def embedded_secret_key() -> str:
    """A key made on the first start and kept beside the data, so that sessions survive.

    It gets its name once it is whole: a start that is cut off leaves no empty key behind.
    """
    path = DATA_DIR / "secret_key"
    if not path.exists():
        make_data_dir()
        with NamedTemporaryFile("w", dir=path.parent, prefix="secret_key.", delete=False) as new:
            new.write(secrets.token_urlsafe(50))
        Path(new.name).rename(path)
    return path.read_text()


# Where we are

DEBUG = env.bool("DEBUG", False)
DEMO = env.bool("DEMO", EMBEDDED)
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
    "collab.api",
    "collab.home",
    "collab.spread",
    "collab.desk",
    "collab.security_log",
    "collab.notifications",
    "collab.interventions",
    "discussions",
    "fellows",
    "networks",
    "collab.base.files",
    "collab.base.api",
    "collab.base.live",
    "collab.base.forgetting",
    "collab.base.drafts",
    "collab.base.accounts",
    "collab.base.mail",
    "collab.base.jobs",
    "collab.base.operations",
    "collab.base.ui",
    "collab.base.access",
    "collab.base.markup",
    "collab.base.security",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "rest_framework",
    "knox",
    "drf_spectacular",
]
MIDDLEWARE = [
    "collab.base.operations.observing.ObservingMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "collab.base.security.csp.ContentSecurityPolicyMiddleware",
    "collab.base.ui.static_files.StaticFilesMiddleware",
    "collab.base.security.unreadable.UnreadableFormsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "collab.base.security.no_store.NoStoreMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "collab.base.accounts.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "collab.base.accounts.middleware.SamePersonMiddleware",
    "collab.base.accounts.middleware.SessionInUseMiddleware",
    "collab.base.accounts.middleware.SecondFactorMiddleware",
    "collab.base.drafts.middleware.TakenDraftsMiddleware",
    "collab.base.ui.errors.WrongMethodMiddleware",
]
ROOT_URLCONF = "collab.urls"
ASGI_APPLICATION = "asgi.application"
WSGI_APPLICATION = "collab.wsgi.application"
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
                "collab.notifications.bell.bell",
            ],
            "builtins": ["django.templatetags.i18n", "collab.base.ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "collab.base.ui.renderer.DesignSystemRenderer"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Where things are kept

_database = f"sqlite:///{embedded_database()}" if EMBEDDED else env.str("DATABASE_URL")
DATABASE_POOL = env.int("DATABASE_POOL", 16)
LIVE_THREADS = 4  # so that what happens is told however many pages are being made
PAGE_THREADS = max(1, DATABASE_POOL - LIVE_THREADS)
DATABASES = {
    "default": env.db_url_config(_database) | {"ATOMIC_REQUESTS": False, "CONN_MAX_AGE": 0}
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "collab.base.sqlite3"
    # One writer at a time, taken at once and waited for in line: eight processes that write without
    # a pause meet no lock error.
    # What was acknowledged is on the disk, also when the power fails a moment later; what was
    # deleted is overwritten there. A thread keeps its connection: opening one costs as much
    # processor time as ten questions.
    DATABASES["default"]["CONN_MAX_AGE"] = 600
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;PRAGMA secure_delete=ON;",
    }
else:
    from psycopg_pool import ConnectionPool

    # Who waits in vain for a connection is told so before their page gives up. While PostgreSQL is
    # away the pool tries about each second; left to itself it would wait longer each time, and find
    # it again late.
    pool = {
        "min_size": 2,
        "max_size": DATABASE_POOL,
        "timeout": 10,
        "reconnect_timeout": 2,
        "reconnect_failed": ConnectionPool.check,
    }
    told = DATABASES["default"].get("OPTIONS", {})  # by the URL, such as of TLS
    # No statement runs for so long that compiling it would pay, and disks that turn are gone.
    planning = {"options": "-c jit=off -c random_page_cost=1.1"}
    DATABASES["default"]["OPTIONS"] = {"connect_timeout": 5} | planning | told | {"pool": pool}
    DATABASES["default"]["ENGINE"] = "collab.base.postgresql"
# What limits people is counted in the default cache; texts and signs of life are in the shared one.
REDIS_URL = env.str("REDIS_URL", "") if EMBEDDED else required("REDIS_URL")
if REDIS_URL:
    CACHES = {
        "default": {
            "BACKEND": "collab.base.live.cache.RedisOrOwnMemory",
            "LOCATION": REDIS_URL,
        },
        "shared": {"BACKEND": "collab.base.live.cache.RedisOrNothing", "LOCATION": REDIS_URL},
    }
    CHANNEL_LAYERS = {
        "pokes": {
            "BACKEND": "collab.base.live.layer.PokesLayer",
            "CONFIG": {"hosts": [REDIS_URL], "prefix": env.str("REDIS_PREFIX", "collab")},
        }
    }
else:
    CACHES = {
        name: {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
        for name in ("default", "shared")
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
    {"NAME": "collab.base.accounts.passwords.NotBreached"},
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
    "add_email": "collab.base.accounts.forms.AddEmailForm",
    "change_password": "collab.base.accounts.forms.ChangePasswordForm",
    "set_password": "collab.base.accounts.forms.SetPasswordForm",
    "reset_password": "collab.base.accounts.forms.AskForResetForm",
    "reset_password_from_key": "collab.base.accounts.forms.ResetPasswordForm",
    "reauthenticate": "collab.base.accounts.forms.ConfirmItIsYouForm",
}
ACCOUNT_MAX_EMAIL_ADDRESSES = 5
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

# Accounts elsewhere

OIDC_PROVIDERS = providers_in(env)
SOCIALACCOUNT_ADAPTER = "collab.base.accounts.elsewhere.adapter.ElsewhereAdapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": OIDC_PROVIDERS}}
SOCIALACCOUNT_FORMS = {"signup": "collab.base.accounts.forms.SignUpFromElsewhereForm"}
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # who owns an address elsewhere opens no account here

# What programs may do

KNOX_TOKEN_MODEL = "api.Token"  # noqa: S105 a model's name
MIGRATION_MODULES = {"knox": None}  # its own table would stand empty beside ours
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer"}
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["collab.base.api.authentication.BearerToken"],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["collab.base.api.parsing.PlainJson"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "collab.base.api.negotiation.JsonAlways",
    "DEFAULT_SCHEMA_CLASS": "collab.base.api.schema.OperationSchema",
    "EXCEPTION_HANDLER": "collab.base.api.problems.answer",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Patient Safety Collab",
    "VERSION": None,  # that of the address
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_PUBLIC": True,
    "COMPONENT_SPLIT_REQUEST": True,
    "COMPONENT_SPLIT_PATCH": False,
    "ENUM_NAME_OVERRIDES": {
        "OrganisationKind": "networks.api.organisations.KINDS",
        "Visibility": "networks.api.visibility.VISIBILITY",
        "InterventionKind": "collab.interventions.api.KINDS",
        "RoleInOrganisation": "networks.api.affiliations.ROLES",
        "RoleInCollaborative": "networks.api.people.ROLES",
        "RoleInSpace": "networks.api.places.ROLES",
    },
}

# The second factor

SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", not DEMO)
BREACHED_PASSWORDS_URL = env.str("BREACHED_PASSWORDS_URL", "")
MFA_ADAPTER = "collab.base.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "collab.base.accounts.second_factor_forms.CodeForm",
    "reauthenticate": "collab.base.accounts.second_factor_forms.CodeAgainForm",
    "activate_totp": "collab.base.accounts.second_factor_forms.AddAppForm",
    "add_webauthn": "collab.base.accounts.second_factor_forms.AddPasskeyForm",
    "authenticate_webauthn": "collab.base.accounts.second_factor_forms.PasskeyForm",
    "reauthenticate_webauthn": "collab.base.accounts.second_factor_forms.PasskeyAgainForm",
    "login_webauthn": "collab.base.accounts.second_factor_forms.SignInWithPasskeyForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs in who has verified none; a further one may wait
MFA_TOTP_ISSUER = "Patient Safety Collab"
MFA_TOTP_TOLERANCE = 1  # of 30 seconds, either way: a clock that is a little off, a slow hand
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False

# What a browser is told

SESSION_ENGINE = "collab.base.accounts.sessions"
OF_THIS_HOST = "__Host-" if HTTPS else ""  # no other host, nor plain http, can set such a cookie
SESSION_COOKIE_NAME = f"{OF_THIS_HOST}sessionid"
CSRF_COOKIE_NAME = f"{OF_THIS_HOST}csrftoken"
MESSAGES_COOKIE_NAME = f"{OF_THIS_HOST}messages"
MESSAGE_STORAGE = "collab.base.ui.notices.NoticeStorage"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "collab.api.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked inside, without TLS
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
    "default": {
        "BACKEND": env.str("FILES_STORAGE", "django.core.files.storage.FileSystemStorage"),
        "OPTIONS": env.json(
            "FILES_STORAGE_OPTIONS",
            {"location": str(DATA_DIR / "files"), "file_permissions_mode": 0o600},
        ),
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if EMBEDDED
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
INVITATIONS_LAST = timedelta(days=env.int("INVITATION_DAYS", 14))
FILES_QUOTA_MB = env.int("FILES_QUOTA_MB", 500)  # of each person
CLAMD_ADDRESS = env.str("CLAMD_ADDRESS", "")  # "host:port", or the path of its socket

# Mail, language, time

DEFAULT_FROM_EMAIL = (
    env.str("DEFAULT_FROM_EMAIL", "Patient Safety Collab <collab@localhost>")
    if EMBEDDED
    else required("DEFAULT_FROM_EMAIL")
)
EMAIL_TIMEOUT = 10
if EMBEDDED:
    EMAIL_BACKEND = "collab.base.mail.console.EmailBackend"
else:
    vars().update(env.email_url_config(required("EMAIL_URL")))
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False  # there is one language: a page would look up 300 texts in its catalogue in vain

# What people do

MESSAGES_A_MINUTE = env.int("MESSAGES_A_MINUTE", 100)  # that one person may post

# Jobs

TASKS = {
    "default": {
        "BACKEND": "collab.base.jobs.backend.Backend",
        "QUEUES": ["urgent", "default", "heavy"],
    }
}
WORKER_INSIDE = EMBEDDED  # otherwise `manage.py worker` is a process of its own
JOBS_LEASE_SECONDS = env.float("JOBS_LEASE_SECONDS", 30)
JOBS_POLL_SECONDS = env.float("JOBS_POLL_SECONDS", 1)
JOBS_CHILD_MEMORY_MB = env.int("JOBS_CHILD_MEMORY_MB", 1024)

# Live

LIVE_HEARTBEAT_SECONDS = env.float("LIVE_HEARTBEAT_SECONDS", 10)

METRICS_TOKEN = env.str("METRICS_TOKEN", "")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {"()": "collab.base.operations.logs.Lines", "json": not EMBEDDED},
    },
    "filters": {"nothing_sent": {"()": "collab.base.operations.logs.NothingSent"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "lines",
            "filters": ["nothing_sent"],
        }
    },
    "root": {
        "handlers": ["console"],
        "level": env.str("LOG_LEVEL", "WARNING" if EMBEDDED else "INFO"),
    },
    # Django's own would print what an error says, and mail it.
    # A refused request is no error: the line of each request tells its status.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.request": {"level": "ERROR"},
        "psycopg.pool": {"level": "WARNING"},  # it would tell of each connection lent and returned
    },
}
