"""Tokens: refused when unknown, malformed, expired or of a closed account; tidied away later."""

from datetime import timedelta

import pytest
from django.test import Client
from knox.models import AuthToken

from api.tasks import forget_expired_sign_ins
from common.clock import now
from people.models import Account
from tests.factories import make_account

pytestmark = pytest.mark.django_db


def give_token(account: Account) -> str:
    _row, token = AuthToken.objects.create(account)
    return str(token)


def ask_me(token: str) -> int:
    answer = Client().get("/api/v1/me/", headers={"Authorization": f"Token {token}"})
    return answer.status_code


def test_token_opens_until_it_expires() -> None:
    account = make_account()
    token = give_token(account)
    assert ask_me(token) == 200

    AuthToken.objects.update(expiry=now() - timedelta(seconds=1))

    assert ask_me(token) == 401


@pytest.mark.parametrize("token", ["x", "0" * 64, "\u00e9", "a b", "' OR 1=1 --"])
def test_strange_token_is_refused(token: str) -> None:
    give_token(make_account())

    assert ask_me(token.encode().decode("latin-1")) == 401


def test_token_of_a_closed_account_is_refused() -> None:
    account = make_account()
    token = give_token(account)

    Account.objects.update(is_active=False)

    assert ask_me(token) == 401


def test_expired_tokens_are_tidied_away_and_live_ones_stay() -> None:
    account = make_account()
    old, live = give_token(account), give_token(account)
    first = AuthToken.objects.order_by("created").first()
    assert first
    AuthToken.objects.filter(pk=first.pk).update(expiry=now() - timedelta(days=1))

    forget_expired_sign_ins()

    assert AuthToken.objects.count() == 1
    assert (ask_me(old), ask_me(live)) == (401, 200)
