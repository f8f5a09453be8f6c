"""Sign-in with an account that somebody has elsewhere, by OpenID Connect: NHSmail, Entra, Care
Identity. Which of them there are is said by the environment (``OIDC``, see docs/production.md)."""
