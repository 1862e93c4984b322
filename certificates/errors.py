"""Refusals of the certificates room."""

from django.utils.translation import gettext_lazy as _

from common.errors import NotFound, Refusal, Unavailable


class CertificateNotFound(NotFound):
    code = "certificate_not_found"
    message = _("No certificate has this code.")


class IssuerNotFound(NotFound):
    code = "issuer_not_found"
    message = _("This issuing body is not here.")


class IssuerSlugTaken(Refusal):
    code = "issuer_slug_taken"
    message = _("An issuing body of that short name exists already.")


class RuleNotFound(NotFound):
    code = "certificate_rule_not_found"
    message = _("Completions of this run are not certified.")


class NotCertifiable(Refusal):
    code = "not_certifiable"
    message = _("No certificate is issued for this completion.")


class AlreadyRevoked(Refusal):
    code = "already_revoked"
    message = _("This certificate has been revoked already.")


class NoSignatory(Refusal):
    code = "no_signatory"
    message = _("The issuing body has nobody who signs on that day.")


class PdfUnavailable(Unavailable):
    code = "pdf_unavailable"
    message = _(
        "The certificate is issued and registered, but its PDF cannot be made right now. "
        "Please try again in a few minutes."
    )
