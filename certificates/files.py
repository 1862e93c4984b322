"""The PDF of a certificate: derived from its statement, kept in storage, made again when needed."""

import hashlib
import logging

from certificates.errors import PdfUnavailable
from certificates.models import Certificate, CertificateFile
from common.clock import now
from common.errors import Unavailable
from common.pdf import MissingGlyphs
from media.services import read_bytes, store_bytes

log = logging.getLogger(__name__)


def render_pdf(certificate: Certificate) -> bytes:
    """The PDF's bytes, the same each time. Raises PdfUnavailable when it cannot be made."""
    from certificates.rendering import render_certificate

    try:
        return render_certificate(certificate.statement, design=certificate.design)
    except OSError as problem:
        # A full disk shows here: fonts and temporary files cannot be written.
        log.exception("certificate %s could not be rendered", certificate.code)
        raise PdfUnavailable from problem
    except MissingGlyphs as problem:
        log.warning("certificate %s cannot be drawn: %s", certificate.code, problem)
        raise PdfUnavailable from problem


def keep_pdf(certificate: Certificate) -> CertificateFile:
    """The PDF lies in storage and its row names it. A repeat returns the row.

    The bytes come first: no row names a file that is not there. Raises PdfUnavailable.
    """
    found = CertificateFile.objects.filter(certificate=certificate).first()
    if found:
        return found
    return _keep(certificate, render_pdf(certificate))


def _keep(certificate: Certificate, data: bytes) -> CertificateFile:
    digest = hashlib.sha256(data).hexdigest()
    key = f"certificates/{digest[:2]}/{digest}.pdf"
    try:
        store_bytes(key=key, data=data)
    except Unavailable as problem:
        raise PdfUnavailable from problem
    file, _created = CertificateFile.objects.get_or_create(
        certificate=certificate,
        defaults={
            "key": key,
            "sha256": digest,
            "size_bytes": len(data),
            "rendered_at": now(),
        },
    )
    return file


def read_pdf(certificate: Certificate) -> bytes:
    """The PDF's bytes: from storage, or made anew when storage does not answer.

    Raises PdfUnavailable when neither works.
    """
    file = CertificateFile.objects.filter(certificate=certificate).first()
    if file is not None:
        try:
            return read_bytes(key=file.key)
        except Unavailable:
            log.warning("certificate %s is rendered anew: storage is silent", certificate.code)
            return render_pdf(certificate)
    data = render_pdf(certificate)
    try:
        _keep(certificate, data)
    except PdfUnavailable:
        log.warning("certificate %s could not be kept", certificate.code)
    return data
