"""How a signed-in account is found again at each request."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from common.compiled import CompiledQuery, Param
from people.models import Account

_account = CompiledQuery(lambda: Account.objects.filter(pk=Param("account"), is_active=True))


class AccountBackend(ModelBackend):
    """Django's password check; the account of a session in one statement written once."""

    def get_user(self, user_id: Any) -> Account | None:
        return _account.first(account=user_id)
