"""Certificates: asked for, shown, printed, revoked, verified."""

from uuid import UUID

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import PageQuery, page_of
from api.serializers.certificates import (
    CertificateDetailOutput,
    CertificateOutput,
    RevocationInput,
    VerificationOutput,
)
from api.views.base import ApiView, PublicView, file_response, present
from certificates.files import read_pdf
from certificates.selectors import get_certificate, get_verification, list_certificates
from certificates.services import request_certificate, revoke_certificate
from enrollment.selectors import get_completion


class CompletionCertificate(ApiView):
    @extend_schema(
        operation_id="request_certificate",
        summary="The one certificate of a completion; asking again gives the same",
        request=None,
        responses=CertificateOutput,
    )
    def post(self, _request: Request, uuid: UUID) -> Response:
        completion = get_completion(uuid, visible_to=self.viewer)
        certificate = request_certificate(completion=completion, by=self.viewer)
        return present(CertificateOutput, certificate)


class Certificates(ApiView):
    @extend_schema(
        operation_id="list_certificates",
        summary="The asker's own certificates and, for officers, those of the branch",
        parameters=[PageQuery],
        responses=page_of(CertificateOutput),
    )
    def get(self, _request: Request) -> Response:
        return self.page(list_certificates(visible_to=self.viewer), CertificateOutput)


class CertificateDetail(ApiView):
    @extend_schema(
        operation_id="get_certificate",
        summary="A certificate with its statement",
        responses=CertificateDetailOutput,
    )
    def get(self, _request: Request, code: str) -> Response:
        return present(CertificateDetailOutput, get_certificate(code, visible_to=self.viewer))


class CertificatePdf(ApiView):
    @extend_schema(
        operation_id="get_certificate_pdf",
        summary="The certificate as PDF",
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, 503: None},
    )
    def get(self, _request: Request, code: str) -> HttpResponseBase:
        certificate = get_certificate(code, visible_to=self.viewer)
        name = f"giay-chung-nhan-{certificate.code}.pdf"
        return file_response(read_pdf(certificate), "application/pdf", name=name)


class CertificateRevoke(ApiView):
    @extend_schema(
        operation_id="revoke_certificate",
        summary="The certificate is revoked, with its reason, by an entry of the register",
        request=RevocationInput,
        responses=CertificateOutput,
    )
    def post(self, _request: Request, code: str) -> Response:
        certificate = get_certificate(code, visible_to=self.viewer)
        reason = self.parse(RevocationInput)["reason"]
        revoke_certificate(certificate=certificate, reason=reason, by=self.viewer)
        return present(CertificateOutput, get_certificate(code, visible_to=self.viewer))


class Verify(PublicView):
    @extend_schema(
        operation_id="verify_certificate",
        summary="The state of a certificate, with the least data",
        responses=VerificationOutput,
        auth=[],
    )
    def get(self, _request: Request, code: str) -> Response:
        return present(VerificationOutput, get_verification(code))
