"""The providers that the environment names."""

from typing import Any

from environ import Env


def providers_in(env: Env) -> list[dict[str, Any]]:
    """Each of ``OIDC``, such as "nhsmail,entra", with its four variables, such as
    ``OIDC_NHSMAIL_NAME``, ``_ISSUER``, ``_CLIENT_ID`` and ``_CLIENT_SECRET``.

    The name of one is part of the address that the provider sends people back to, and of what
    their accounts are known by: it stays as it is.
    """
    return [_provider(env, name.strip()) for name in env.list("OIDC", default=[])]


def _provider(env: Env, name: str) -> dict[str, Any]:
    prefix = f"OIDC_{name.upper().replace('-', '_')}"
    return {
        "provider_id": name,
        "name": env.str(f"{prefix}_NAME"),
        "client_id": env.str(f"{prefix}_CLIENT_ID"),
        "secret": env.str(f"{prefix}_CLIENT_SECRET"),
        "settings": {
            "server_url": env.str(f"{prefix}_ISSUER").rstrip("/"),
            "oauth_pkce_enabled": True,
        },
    }
