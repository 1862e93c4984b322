"""Signing up, signing in, and who one is."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.serializers.territory import UnitField, UnitRefOutput
from common.clock import today
from people.models import Category
from people.selectors import find_employment
from people.viewer import Viewer


class SignInInput(serializers.Serializer[Any]):
    sign_in = serializers.CharField(max_length=254, help_text="Phone number or e-mail address.")
    password = serializers.CharField(max_length=200, trim_whitespace=False)


class SignUpInput(SignInInput):
    full_name = serializers.CharField(max_length=200)
    category = serializers.ChoiceField(choices=Category.choices)
    unit = UnitField(
        required=False, allow_null=True, default=None, help_text="May be left out by citizens."
    )


class TokenOutput(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="Sent as `Authorization: Token …`.")
    expiry = serializers.DateTimeField()


class AccountOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    sign_in = serializers.CharField()
    language = serializers.CharField()


class EmploymentOutput(serializers.Serializer[Any]):
    unit = UnitRefOutput()
    category = serializers.CharField()
    position = serializers.CharField()


class PersonOutput(serializers.Serializer[Any]):
    uuid = serializers.UUIDField()
    full_name = serializers.CharField()
    employment = serializers.SerializerMethodField(help_text="The one that counts today.")

    @extend_schema_field(EmploymentOutput(allow_null=True))
    def get_employment(self, person: Any) -> dict[str, Any] | None:
        employment = find_employment(person, today())
        return dict(EmploymentOutput(employment).data) if employment else None


class RoleOutput(serializers.Serializer[Any]):
    role = serializers.CharField()
    branch = UnitRefOutput(allow_null=True, help_text="Null is the whole country.")


class MeOutput(serializers.Serializer[Viewer]):
    account = AccountOutput()
    person = PersonOutput(allow_null=True)
    roles = RoleOutput(many=True, source="grants")
