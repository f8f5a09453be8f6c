import os
import resource
import runpy
import stat
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache

REPOSITORY = Path(__file__).resolve().parent.parent.parent
PRODUCTION = {
    "DATABASE_URL": "postgres://collab@localhost/collab",
    "REDIS_URL": "redis://localhost:6379/0",
    "SECRET_KEY": "7bLq1mZr4wT9xV2cN6pK8sD3fG5hJ0aYeUiOoPlMnBvCxZaSdF",
    "PUBLIC_BASE_URL": "https://collab.example.nhs.uk",
    "TRUSTED_PROXIES": "1",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "DEFAULT_FROM_EMAIL": "collab@example.nhs.uk",
}
REQUIRED = [name for name in PRODUCTION if name != "DATABASE_URL"]


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"], "DATA_DIR": os.environ["DATA_DIR"], **environment},
        capture_output=True,
        text=True,
    )


def read() -> dict:
    """The settings, as a namespace."""
    return runpy.run_path(str(REPOSITORY / "collab/settings.py"))


def only_read(folder: Path, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """By a process of its own, which does nothing else."""
    return subprocess.run(
        [sys.executable, "-c", "import collab.settings"],
        cwd=REPOSITORY,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(folder)},
        capture_output=True,
        **more,
    )


@pytest.fixture
def production(monkeypatch: pytest.MonkeyPatch) -> dict:
    """The settings of a production deployment, as a namespace."""
    for name in list(os.environ):
        if name in PRODUCTION or name in ("ALLOWED_HOSTS", "TRUSTED_ORIGINS", "DEBUG", "DEMO"):
            monkeypatch.delenv(name)
    for name, value in PRODUCTION.items():
        monkeypatch.setenv(name, value)
    return read()


def refused() -> str:
    """What it ends with, before anything is started."""
    with pytest.raises(SystemExit) as ended:
        read()
    return str(ended.value)


@pytest.mark.parametrize("missing", REQUIRED)
def test_production_names_the_remedy_for_what_is_missing(
    production: dict, monkeypatch: pytest.MonkeyPatch, missing: str
):
    monkeypatch.delenv(missing)
    said = refused()
    assert said.startswith(f"{missing} is not set. Set it to ")
    assert len(said.splitlines()) == 1


def test_that_is_all_that_a_command_says_and_it_fails():
    run = manage("check", DATABASE_URL=PRODUCTION["DATABASE_URL"])
    assert run.returncode == 1
    assert run.stderr.startswith("SECRET_KEY is not set. Set it to ")
    assert len(run.stderr.splitlines()) == 1


@pytest.mark.parametrize("told", ["nothing", "that there is none"])
def test_https_that_no_proxy_ends_is_no_address_to_redirect_to_for_ever(
    production: dict, monkeypatch: pytest.MonkeyPatch, told: str
):
    monkeypatch.delenv("TRUSTED_PROXIES")
    if told == "that there is none":
        monkeypatch.setenv("TRUSTED_PROXIES", "0")
    assert refused().startswith("TRUSTED_PROXIES is not set. Set it to ")
    monkeypatch.setenv("PUBLIC_BASE_URL", "http://collab.example.nhs.uk")
    assert not read()["HTTPS"]


def test_a_deployment_passes_djangos_checklist():
    run = manage("check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert run.returncode == 0, run.stderr
    assert "no issues" in run.stdout


def test_nothing_set_runs_embedded_on_sqlite():
    run = manage("check")
    assert run.returncode == 0, run.stderr


def test_a_start_that_is_cut_off_leaves_no_half_key(tmp_path: Path):
    full_disk = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (0, 0))
    assert only_read(tmp_path, preexec_fn=full_disk).returncode != 0
    assert only_read(tmp_path).returncode == 0
    key = tmp_path / "secret_key"
    assert len(key.read_text()) > 50
    assert stat.S_IMODE(key.stat().st_mode) == 0o600


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_what_it_keeps_embedded_is_for_its_owner_alone(tmp_path: Path):
    folder = tmp_path / "data"
    database = folder / "collab.sqlite3"
    kept = "from django.db import connection as c; c.cursor().execute('CREATE TABLE a (b)');"
    looked = f"import os; print(oct(os.stat('{database}-wal').st_mode))"
    run = manage("shell", "-v0", "-c", kept + looked, DATA_DIR=str(folder))
    assert run.stdout.strip() == "0o100600", run.stderr
    assert [mode(folder), mode(database), mode(folder / "secret_key")] == [0o700, 0o600, 0o600]


def test_a_folder_that_is_there_stays_as_it_is_and_an_open_database_in_it_is_shut(tmp_path: Path):
    tmp_path.chmod(0o711)
    database = tmp_path / "collab.sqlite3"
    database.touch(0o644)
    assert only_read(tmp_path).returncode == 0
    assert [mode(tmp_path), mode(database)] == [0o711, 0o600]


def test_the_pages_of_a_busy_day_push_no_limit_on_tries_out_of_the_cache():
    cache.set("tries", 4)
    cache.set_many({f"fragment-{n}": "" for n in range(5_000)})
    assert cache.get("tries") == 4


def test_what_the_address_of_the_database_says_of_tls_is_kept(
    production: dict, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("DATABASE_URL", f"{PRODUCTION['DATABASE_URL']}?sslmode=require")
    told = read()
    options = told["DATABASES"]["default"]["OPTIONS"]
    assert options["sslmode"] == "require"
    assert "pool" in options


def test_production_cookies_travel_over_https_only(production: dict):
    for cookie in ("SESSION", "CSRF"):
        assert production[f"{cookie}_COOKIE_SECURE"] is True
        assert production[f"{cookie}_COOKIE_HTTPONLY"] is True
        assert production[f"{cookie}_COOKIE_SAMESITE"] == "Lax"


def test_a_mail_server_that_never_answers_is_given_up_on(production: dict):
    assert 0 < production["EMAIL_TIMEOUT"] <= 10


def test_a_person_posts_a_hundred_messages_a_minute(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("MESSAGES_A_MINUTE")
    told = read()
    assert told["MESSAGES_A_MINUTE"] == 100


def test_production_answers_only_to_its_own_name(production: dict):
    assert production["ALLOWED_HOSTS"] == ["collab.example.nhs.uk"]
    assert production["SOCKET_ORIGINS"] == ["https://collab.example.nhs.uk"]
    assert production["DEBUG"] is False
    assert production["DEMO"] is False


def test_production_insists_on_https(production: dict):
    assert production["SECURE_SSL_REDIRECT"] is True
    assert production["SECURE_HSTS_SECONDS"] == 31_536_000
    assert production["SECURE_CONTENT_TYPE_NOSNIFF"] is True
    assert production["X_FRAME_OPTIONS"] == "DENY"


def test_the_content_policy_allows_nothing_inline(production: dict):
    sources = {source for allowed in production["SECURE_CSP"].values() for source in allowed}
    assert "'self'" in sources
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "http:", "https:"} & sources


def test_passwords_are_kept_with_argon2(production: dict):
    assert production["PASSWORD_HASHERS"][0].endswith("Argon2PasswordHasher")


@pytest.mark.parametrize(
    ("typed", "origin"),
    [
        ("HTTPS://Collab.Example.nhs.uk:443/", "https://collab.example.nhs.uk"),
        ("http://localhost:80", "http://localhost"),
        ("https://collab.example.nhs.uk:8443", "https://collab.example.nhs.uk:8443"),
    ],
)
def test_our_address_is_read_as_browsers_write_it(production: dict, typed: str, origin: str):
    """Forms and sockets come from an origin that is compared letter for letter."""
    assert production["origin"](typed) == origin
