"""Signing up, in and out; who one is."""

from typing import Any

from django.contrib.auth import logout
from drf_spectacular.utils import extend_schema
from knox.views import LoginView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from api.serializers.account import MeOutput, SignInInput, SignUpInput, TokenOutput
from api.views.base import ApiView, PublicView, present
from people.services import check_credentials, register_learner


class TokenView(PublicView, LoginView):  # type: ignore[misc]
    """Answers with a fresh token for the account that `post` has found."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    def give_token(self, account: Any, *, status: int) -> Response:
        instance, token = self.get_token_of(account)
        return present(TokenOutput, {"token": token, "expiry": instance.expiry}, status=status)

    def get_token_of(self, account: Any) -> tuple[Any, str]:
        self.request.user = account
        found: tuple[Any, str] = self.create_token()
        return found


class SignUp(TokenView):
    @extend_schema(
        operation_id="sign_up",
        summary="A learner's account, with a token to go on with",
        request=SignUpInput,
        responses={201: TokenOutput},
        auth=[],
    )
    def post(self, _request: Request) -> Response:
        return self.give_token(register_learner(**self.parse(SignUpInput)), status=201)


class SignIn(TokenView):
    @extend_schema(
        operation_id="sign_in",
        summary="A token for an account",
        request=SignInInput,
        responses=TokenOutput,
        auth=[],
    )
    def post(self, _request: Request) -> Response:
        return self.give_token(check_credentials(**self.parse(SignInInput)), status=200)


class SignOut(ApiView):
    @extend_schema(
        operation_id="sign_out",
        summary="The token or session that was used is good no longer",
        request=None,
        responses={204: None},
    )
    def post(self, request: Request) -> Response:
        if request.auth is not None:
            request.auth.delete()
        else:
            logout(request._request)  # noqa: SLF001 - the session lives on Django's own request
        return Response(status=204)


class Me(ApiView):
    @extend_schema(
        operation_id="get_me", summary="Who is asking, and with which roles", responses=MeOutput
    )
    def get(self, _request: Request) -> Response:
        return present(MeOutput, self.viewer)
