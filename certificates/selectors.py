"""Questions about certificates: the holder's, the officer's, and anyone's who verifies."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from certificates.chain import hash_entry, hash_json
from certificates.codes import normalize_code
from certificates.errors import CertificateNotFound, IssuerNotFound, RuleNotFound
from certificates.models import (
    Certificate,
    CertificateRule,
    CertificateState,
    DueCertificate,
    EntryKind,
    Issuer,
    Register,
)
from common.clock import day_of, now
from enrollment.models import Run
from people.models import Person, Role
from people.viewer import Viewer


@dataclass(frozen=True)
class Verification:
    """What anyone may know of a certificate: the least that tells a true one from a false one."""

    code: str
    state: str
    holder_name: str
    course_title: str
    serial_number: str
    issuer_name: str
    issued_on: date
    revoked_on: date | None
    revoked_reason: str


def get_verification(code: str) -> Verification:
    """The public state of the certificate of that code, in two queries.

    Raises CertificateNotFound.
    """
    certificate = Certificate.objects.filter(code=normalize_code(code)).first()
    if certificate is None:
        raise CertificateNotFound
    revocation = None
    if certificate.state == CertificateState.REVOKED:
        revocation = certificate.entries.filter(kind=EntryKind.REVOKE).last()
    statement = certificate.statement
    return Verification(
        code=certificate.code,
        state=certificate.state,
        holder_name=statement["holder_name"],
        course_title=statement["course_title"],
        serial_number=statement["serial_number"],
        issuer_name=statement["issuer_name"],
        issued_on=date.fromisoformat(statement["issued_on"]),
        revoked_on=day_of(revocation.at) if revocation else None,
        revoked_reason=revocation.reason if revocation else "",
    )


def list_issuers(*, visible_to: Viewer) -> QuerySet[Issuer]:
    """The issuing bodies with who signs for them, for officers. Raises RoleRequired."""
    visible_to.require(Role.CERTIFICATE_OFFICER)
    return Issuer.objects.prefetch_related("signatories").order_by("slug")


def get_issuer(slug: str, *, visible_to: Viewer) -> Issuer:
    """The issuing body of that slug. Raises RoleRequired, IssuerNotFound."""
    issuer = list_issuers(visible_to=visible_to).filter(slug=slug).first()
    if issuer is None:
        raise IssuerNotFound
    return issuer


def get_rule(run: Run, *, visible_to: Viewer) -> CertificateRule:
    """By whom completions of the run are certified. Raises RoleRequired, RuleNotFound."""
    visible_to.require(Role.CERTIFICATE_OFFICER)
    rule = CertificateRule.objects.select_related("issuer", "run").filter(run=run).first()
    if rule is None:
        raise RuleNotFound
    return rule


def list_certificates(*, visible_to: Viewer) -> QuerySet[Certificate]:
    """The asker's own certificates and, for officers, those of their branch; the newest first."""
    scope = visible_to.scope(Role.CERTIFICATE_OFFICER)
    rows = Certificate.objects.select_related("file", "completion").order_by("-issued_at", "-id")
    if scope is None:
        return rows
    own = visible_to.person.id if visible_to.person else None
    return rows.filter(Q(completion__unit_id__in=scope) | Q(person_id=own))


def list_own_certificates(person: Person) -> QuerySet[Certificate]:
    """The certificates that a person holds, the newest first."""
    return Certificate.objects.filter(person=person).order_by("-issued_at", "-id")


def get_certificate(code: str, *, visible_to: Viewer) -> Certificate:
    """The certificate of that code. Raises CertificateNotFound, also when it may not be seen."""
    rows = list_certificates(visible_to=visible_to)
    certificate = rows.filter(code=normalize_code(code)).first()
    if certificate is None:
        raise CertificateNotFound
    return certificate


def find_certificate_of(completion_id: int) -> Certificate | None:
    """The live certificate of a completion."""
    live = Certificate.objects.exclude(state=CertificateState.REVOKED)
    return live.filter(completion_id=completion_id).first()


def is_certificate_due(completion_id: int) -> bool:
    """Whether a certificate is promised and not yet issued."""
    return DueCertificate.objects.filter(completion_id=completion_id, done_at=None).exists()


def list_due_completion_ids(*, limit: int) -> list[int]:
    """The completions whose promise is to be kept now, the oldest first."""
    waiting = DueCertificate.objects.filter(done_at__isnull=True, next_try_at__lte=now())
    return list(waiting.order_by("id").values_list("completion_id", flat=True)[:limit])


def list_unrendered(*, limit: int) -> list[Certificate]:
    """Certificates whose PDF is not kept yet."""
    return list(Certificate.objects.filter(file__isnull=True).order_by("id")[:limit])


def find_register_faults(register: Register) -> list[str]:
    """What is wrong with the chain of a register, a sentence each; empty when it is whole."""
    faults, previous, expected = [], "", 1
    entries = register.entries.select_related("certificate", "refers_to").order_by("number")
    for entry in entries.iterator(chunk_size=2000):
        if entry.number != expected:
            faults.append(f"number {expected} is missing")
        if entry.previous_hash != previous:
            faults.append(f"entry {entry.number} does not follow the entry before it")
        if entry.entry_hash != hash_entry(entry):
            faults.append(f"entry {entry.number} was changed")
        if entry.statement_hash != hash_json(entry.certificate.statement):
            faults.append(f"the statement of entry {entry.number} was changed")
        previous, expected = entry.entry_hash, entry.number + 1
    if (register.next_number, register.last_hash) != (expected, previous):
        faults.append("the register's end does not match its last entry")
    return faults
