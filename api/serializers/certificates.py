"""Certificates: the holder's, the officer's, and what anyone may know."""

from typing import Any

from rest_framework import serializers


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
