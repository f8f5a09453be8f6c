"""Making and revoking access tokens."""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction

from collab.base.access.models import raise_access_epoch
from collab.base.access.permissions import SITE, authorise
from collab.base.accounts.models import Person
from collab.base.security.log import Kind, note

from .models import Token
from .policies import LOOK_AFTER_OWN_TOKENS
from .scopes import Scope


@transaction.atomic
def make_token(
    *, by: Person, name: str, scopes: Collection[Scope], lifetime: timedelta
) -> tuple[Token, str]:
    """Make a token for a program of one's own.

    Args:
        name: by which its owner knows it, such as "Dashboard of ward 7".
        scopes: what it may be used for.
        lifetime: how long it works, at most a year.

    Returns the token, and its secret, which is kept nowhere.

    Raises:
        NotPermitted: nobody is signed in.
    """
    authorise(by, LOOK_AFTER_OWN_TOKENS, SITE)
    chosen = [scope.value for scope in Scope if scope in scopes]
    token, secret = Token.objects.create(user=by, expiry=lifetime, name=name, scopes=chosen)
    note(Kind.TOKEN_MADE, by=by.uid, about=f"token:{token.uid}", scopes=" ".join(chosen))
    return token, secret


def revoke_tokens(of: Person) -> None:
    """End all tokens of somebody who has a new password: whoever had the old one may have made
    some."""
    for token in Token.objects.visible_to(of):
        revoke_token(by=of, token=token)


def end_all_tokens() -> None:
    """End every token, also of a database in which those are back that were revoked."""
    Token.objects.all().delete()


@transaction.atomic
def revoke_token(*, by: Person, token: Token) -> None:
    """End one's own token at once; a socket that it opened is closed.

    Raises:
        NotPermitted: nobody is signed in.
    """
    authorise(by, LOOK_AFTER_OWN_TOKENS, SITE)
    removed, _by_model = Token.objects.filter(pk=token.pk, user=by).delete()
    if removed:
        raise_access_epoch()
        note(Kind.TOKEN_REVOKED, by=by.uid, about=f"token:{token.uid}")
