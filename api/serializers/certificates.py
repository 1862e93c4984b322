"""Certificates: the holder's, the officer's, and what anyone may know."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from api.serializers.targets import check_day


class CertificateOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    state = serializers.CharField()
    issued_at = serializers.DateTimeField()
    serial_number = serializers.CharField(source="statement.serial_number")
    holder_name = serializers.CharField(source="statement.holder_name")
    course_title = serializers.CharField(source="statement.course_title")
    completed_on = serializers.DateField(source="statement.completed_on")
    completion = serializers.UUIDField(source="completion.uuid")


class CertificateDetailOutput(CertificateOutput):
    statement = serializers.DictField(help_text="What the paper says, frozen.")
    statement_hash = serializers.CharField()


class RevocationInput(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


class VerificationOutput(serializers.Serializer[Any]):
    code = serializers.CharField()
    state = serializers.CharField()
    holder_name = serializers.CharField()
    course_title = serializers.CharField()
    serial_number = serializers.CharField()
    issuer_name = serializers.CharField()
    issued_on = serializers.DateField()
    revoked_on = serializers.DateField(allow_null=True)
    revoked_reason = serializers.CharField()


class SignatoryInput(serializers.Serializer[Any]):
    capacity = serializers.CharField(
        max_length=80, required=False, allow_blank=True, help_text="TM., KT., TL., TUQ. …"
    )
    post = serializers.CharField(max_length=120)
    name = serializers.CharField(max_length=120)
    first_on = serializers.DateField(validators=[check_day])
    last_on = serializers.DateField(
        required=False, allow_null=True, validators=[check_day], help_text="Inclusive."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        last = attrs.get("last_on")
        if last and last < attrs["first_on"]:
            problem = _("The last day comes before the first.")
            raise serializers.ValidationError({"last_on": [problem]})
        return attrs


class SignatoryOutput(serializers.Serializer[Any]):
    capacity = serializers.CharField()
    post = serializers.CharField()
    name = serializers.CharField()
    first_on = serializers.DateField(source="valid.lower")
    before = serializers.DateField(source="valid.upper", allow_null=True, help_text="Exclusive.")


class IssuerInput(serializers.Serializer[Any]):
    slug = serializers.SlugField(max_length=60)
    parent_name = serializers.CharField(max_length=200, required=False, allow_blank=True)
    name = serializers.CharField(max_length=200)
    place = serializers.CharField(max_length=80, help_text="Before the date: Hà Nội.")
    serial_suffix = serializers.CharField(max_length=40, help_text="After number and year: GCN-HS.")


class IssuerOutput(serializers.Serializer[Any]):
    slug = serializers.CharField()
    parent_name = serializers.CharField()
    name = serializers.CharField()
    place = serializers.CharField()
    serial_suffix = serializers.CharField()
    signatories = SignatoryOutput(source="signatories.all", many=True)


class RuleInput(serializers.Serializer[Any]):
    issuer = serializers.SlugField(max_length=60, help_text="The issuing body's slug.")


class CertificateRuleOutput(serializers.Serializer[Any]):
    run = serializers.CharField(source="run.code")
    issuer = serializers.CharField(source="issuer.slug")
    kind = serializers.CharField()
    design = serializers.CharField()
