"""Who issues certificates, who signs them, and for which runs."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.schema import PageQuery, page_of
from api.serializers.certificates import (
    CertificateRuleOutput,
    IssuerInput,
    IssuerOutput,
    RuleInput,
    SignatoryInput,
)
from api.views.base import ApiView, present
from certificates.selectors import get_issuer, get_rule, list_issuers
from certificates.services import add_signatory, create_issuer, set_certificate_rule
from enrollment.selectors import get_run


class Issuers(ApiView):
    @extend_schema(
        operation_id="list_issuers",
        summary="The issuing bodies and who signs for them (certificate officers)",
        parameters=[PageQuery],
        responses=page_of(IssuerOutput),
    )
    def get(self, _request: Request) -> Response:
        return self.page(list_issuers(visible_to=self.viewer), IssuerOutput)

    @extend_schema(
        operation_id="create_issuer",
        summary="A body that issues certificates (officers of the whole country)",
        request=IssuerInput,
        responses={201: IssuerOutput},
    )
    def post(self, _request: Request) -> Response:
        issuer = create_issuer(**self.parse(IssuerInput), by=self.viewer)
        return present(IssuerOutput, issuer, status=201)


class IssuerSignatories(ApiView):
    @extend_schema(
        operation_id="add_signatory",
        summary="Who signs for the issuing body, from when to when",
        request=SignatoryInput,
        responses={201: IssuerOutput},
    )
    def post(self, _request: Request, slug: str) -> Response:
        issuer = get_issuer(slug, visible_to=self.viewer)
        add_signatory(issuer=issuer, **self.parse(SignatoryInput), by=self.viewer)
        return present(IssuerOutput, get_issuer(slug, visible_to=self.viewer), status=201)


class RunCertificateRule(ApiView):
    @extend_schema(
        operation_id="get_certificate_rule",
        summary="By whom completions of the run are certified",
        responses=CertificateRuleOutput,
    )
    def get(self, _request: Request, code: str) -> Response:
        run = get_run(code, visible_to=self.viewer)
        return present(CertificateRuleOutput, get_rule(run, visible_to=self.viewer))

    @extend_schema(
        operation_id="set_certificate_rule",
        summary="Completions of the run are certified from now on; a repeat changes nothing",
        request=RuleInput,
        responses=CertificateRuleOutput,
    )
    def put(self, _request: Request, code: str) -> Response:
        run = get_run(code, visible_to=self.viewer)
        issuer = get_issuer(self.parse(RuleInput)["issuer"], visible_to=self.viewer)
        rule = set_certificate_rule(run=run, issuer=issuer, by=self.viewer)
        return present(CertificateRuleOutput, rule)
