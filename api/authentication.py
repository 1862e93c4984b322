"""Tokens of machines and apps: knox's tables and rules, read in one statement."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.auth import TokenAuthentication
from knox.crypto import hash_token
from knox.models import AuthToken
from rest_framework.exceptions import AuthenticationFailed

from common.compiled import CompiledQuery, Param
from people.models import Account

_token = CompiledQuery(
    lambda: AuthToken.objects.filter(digest=Param("digest")).select_related("user")
)


class Tokens(TokenAuthentication):  # type: ignore[misc]
    """Finds a token by its digest, which is the key of its table.

    Knox reads and tidies all tokens of the account at each request, which grows with every
    sign-in; here an expired token is refused, and tidied away by `forget_expired_tokens`.
    """

    def authenticate_credentials(self, token: bytes) -> tuple[Account, AuthToken]:
        try:
            found = _token.first(digest=hash_token(token.decode()))
        except UnicodeDecodeError:
            found = None
        if found is None or (found.expiry is not None and found.expiry < timezone.now()):
            raise AuthenticationFailed(_("Invalid token."))
        account, token_row = self.validate_user(found)
        return account, token_row
