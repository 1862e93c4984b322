"""The doors of the register: issue and revoke. Each act is an entry, written with what it does."""

import logging
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import DateField

from certificates.chain import hash_entry, hash_json
from certificates.codes import new_code
from certificates.errors import AlreadyRevoked, IssuerSlugTaken, NoSignatory, NotCertifiable
from certificates.models import (
    Certificate,
    CertificateKind,
    CertificateRule,
    CertificateState,
    DueCertificate,
    EntryKind,
    Issuer,
    Register,
    RegisterEntry,
    Signatory,
)
from common.audit import record_audit
from common.clock import day_of, now, today
from common.compiled import CompiledQuery, Param
from enrollment.models import Completion, Run
from people.models import Account, BirthPrecision, Person, Role
from people.viewer import Viewer
from territory.selectors import describe_unit

log = logging.getLogger(__name__)

MOST_BELLS = 50

_promise = CompiledQuery(
    lambda: (
        DueCertificate.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("completion__run__course", "completion__person", "completion__unit")
        .filter(completion_id=Param("completion"))
    )
)
_cancellation = CompiledQuery(lambda: Completion.objects.filter(cancels_id=Param("completion")))
_rule = CompiledQuery(
    lambda: CertificateRule.objects.select_related("issuer").filter(run_id=Param("run"))
)
_live = CompiledQuery(
    lambda: Certificate.objects.exclude(state=CertificateState.REVOKED).filter(
        completion_id=Param("completion")
    )
)
_signatory = CompiledQuery(
    lambda: Signatory.objects.filter(
        issuer_id=Param("issuer"), valid__contains=Param("on", DateField())
    ).order_by("-valid", "id")[:1]
)
_register = CompiledQuery(
    lambda: Register.objects.select_for_update().filter(
        issuer_id=Param("issuer"), kind=Param("kind"), year=Param("year")
    )
)


@transaction.atomic
def create_issuer(
    *, slug: str, name: str, place: str, serial_suffix: str, parent_name: str = "", by: Viewer
) -> Issuer:
    """A body that issues certificates stands; it signs once it has a signatory.

    Raises RoleRequired, OutOfScope (an officer of the whole country creates it), IssuerSlugTaken.
    """
    by.require_unit(None, Role.CERTIFICATE_OFFICER)
    try:
        with transaction.atomic():
            issuer = Issuer.objects.create(
                slug=slug,
                parent_name=parent_name,
                name=name,
                place=place,
                serial_suffix=serial_suffix,
            )
    except IntegrityError:
        raise IssuerSlugTaken from None
    record_audit(by=by.account, act="create_issuer", subject=f"issuer:{slug}")
    return issuer


@transaction.atomic
def add_signatory(
    *,
    issuer: Issuer,
    post: str,
    name: str,
    capacity: str = "",
    first_on: date,
    last_on: date | None = None,
    by: Viewer,
) -> Signatory:
    """Who signs for the issuer, both days included. Raises RoleRequired, OutOfScope."""
    by.require_unit(None, Role.CERTIFICATE_OFFICER)
    until = last_on + timedelta(days=1) if last_on else None
    signatory = Signatory.objects.create(
        issuer=issuer, capacity=capacity, post=post, name=name, valid=DateRange(first_on, until)
    )
    record_audit(by=by.account, act="add_signatory", subject=f"issuer:{issuer.slug}", name=name)
    return signatory


@transaction.atomic
def set_certificate_rule(*, run: Run, issuer: Issuer, by: Viewer) -> CertificateRule:
    """Completions of the run are certified by `issuer` from now on.

    Raises RoleRequired, OutOfScope (the run's organiser lies in the officer's branch).
    """
    by.require_unit(run.organiser, Role.CERTIFICATE_OFFICER)
    rule, _created = CertificateRule.objects.update_or_create(run=run, defaults={"issuer": issuer})
    record_audit(by=by.account, act="set_certificate_rule", subject=f"run:{run.code}")
    return rule


def promise_certificates(completions: Sequence[Completion]) -> None:
    """Each completion of a certified run has a due certificate. Called within the ledger's door.

    The bell rings after the commit; when nobody hears it the sweep finds the row.
    """
    from certificates.tasks import ring_bell

    live = [row for row in completions if row.cancels_id is None]
    runs = {row.run_id for row in live}
    ruled = set(CertificateRule.objects.filter(run_id__in=runs).values_list("run_id", flat=True))
    dues = [
        DueCertificate(completion=row, due_at=now(), next_try_at=now())
        for row in live
        if row.run_id in ruled
    ]
    if not dues:
        return
    DueCertificate.objects.bulk_create(dues, ignore_conflicts=True)
    for due in dues[:MOST_BELLS]:
        transaction.on_commit(partial(ring_bell, due.completion_id))


def issue_due_certificate(*, completion_id: int) -> Certificate | None:
    """The promised certificate is issued and the promise kept; a repeat returns the same.

    None when there is no promise, when another worker holds it, or when the completion was
    cancelled meanwhile. A refusal is noted on the promise and tried again later.
    """
    try:
        with transaction.atomic():
            due = _promise.first(completion=completion_id)
            return _keep_promise(due) if due else None
    except (NoSignatory, NotCertifiable) as problem:
        _postpone(completion_id, problem)
        return None


def _keep_promise(due: DueCertificate) -> Certificate | None:
    if due.done_at is not None:
        return _live.first(completion=due.completion_id)
    certificate = None
    if _cancellation.first(completion=due.completion_id) is None:
        certificate = issue_certificate(completion=due.completion, by=None)
    due.done_at = now()
    due.try_count += 1
    due.last_problem = ""
    due.save(update_fields=["done_at", "try_count", "last_problem"])
    return certificate


def _postpone(completion_id: int, problem: Exception) -> None:
    with transaction.atomic():
        due = DueCertificate.objects.select_for_update().get(completion_id=completion_id)
        due.try_count += 1
        due.last_problem = str(problem)[:300]
        due.next_try_at = now() + timedelta(minutes=min(2**due.try_count, 24 * 60))
        due.save(update_fields=["try_count", "last_problem", "next_try_at"])
    log.warning("certificate of completion %s postponed: %s", completion_id, problem)


@transaction.atomic
def issue_certificate(*, completion: Completion, by: Account | None) -> Certificate:
    """The completion has a live certificate, entered in the register; a repeat returns the first.

    The register's row is locked: the number is taken in this transaction, so that a rollback
    leaves no gap. Raises NotCertifiable, NoSignatory.
    """
    rule = _rule.first(run=completion.run_id)
    if rule is None or completion.cancels_id is not None:
        raise NotCertifiable
    register = lock_register(rule.issuer, rule.kind, today().year)
    found = _live.first(completion=completion.pk)
    if found:
        return found
    certificate = _freeze(completion, rule, register)
    certificate.save()
    _write_entry(register, certificate, EntryKind.ISSUE, by=by)
    return certificate


def request_certificate(*, completion: Completion, by: Viewer) -> Certificate:
    """The completion has its one certificate; asking again gives the same.

    A holder asks for the own completion, a certificate officer for any of the branch; after a
    revocation only the officer may. Raises RoleRequired, OutOfScope, NotCertifiable, NoSignatory.
    """
    own = by.person is not None and completion.person_id == by.person.id
    if not own:
        by.require_unit(completion.unit, Role.CERTIFICATE_OFFICER)
    elif completion.certificates.filter(state=CertificateState.REVOKED).exists():
        raise NotCertifiable
    promised = issue_due_certificate(completion_id=completion.pk)
    return promised or issue_certificate(completion=completion, by=by.account)


def lock_register(issuer: Issuer, kind: str, year: int) -> Register:
    """The register of that year under its row lock; it is opened when the year is new."""
    named = {"issuer": issuer.pk, "kind": kind, "year": year}
    found = _register.first(**named)
    if found is None:
        new = Register(issuer=issuer, kind=kind, year=year)
        Register.objects.bulk_create([new], ignore_conflicts=True)
        found = _register.fetch(**named)[0]
    return found


def _freeze(completion: Completion, rule: CertificateRule, register: Register) -> Certificate:
    code = new_code()
    statement = _build_statement(completion, rule, register, code)
    return Certificate(
        code=code,
        completion=completion,
        person_id=completion.person_id,
        issuer=rule.issuer,
        design=rule.design,
        statement=statement,
        statement_hash=hash_json(statement),
        issued_at=now(),
    )


def _build_statement(
    completion: Completion, rule: CertificateRule, register: Register, code: str
) -> dict[str, Any]:
    """What the paper will say, for good: a later change of the profile does not reach it."""
    issuer, person, run = rule.issuer, completion.person, completion.run
    signatory = _get_signatory(issuer, today())
    return {
        "schema": "hocso.certificate/1",
        "kind": CertificateKind(rule.kind).value,
        "language": "vi",
        "issuer_parent_name": issuer.parent_name,
        "issuer_name": issuer.name,
        "place": issuer.place,
        "serial_number": f"{register.next_number:05d}/{register.year}/{issuer.serial_suffix}",
        "register_number": register.next_number,
        "register_year": register.year,
        "issued_on": today().isoformat(),
        "holder_name": person.full_name,
        "holder_birth": _describe_birth(person),
        "holder_unit": describe_unit(completion.unit, completion.effective_on),
        "course_title": run.course.title,
        "course_hours": str(run.course.hours),
        "mode": completion.mode,
        "run_code": run.code,
        "decision_number": run.decision_number or None,
        "completed_on": completion.effective_on.isoformat(),
        "signatory": {
            "capacity": signatory.capacity,
            "post": signatory.post,
            "name": signatory.name,
        },
        "code": code,
        "verify_url": f"{settings.PUBLIC_URL}/verify/{code}",
    }


def _describe_birth(person: Person) -> str | None:
    if person.birth_on is None:
        return None
    pattern = "%Y" if person.birth_precision == BirthPrecision.YEAR else "%d/%m/%Y"
    return person.birth_on.strftime(pattern)


def _get_signatory(issuer: Issuer, on: date) -> Signatory:
    signatory = _signatory.first(issuer=issuer.pk, on=on)
    if signatory is None:
        raise NoSignatory
    return signatory


def _write_entry(
    register: Register,
    certificate: Certificate,
    kind: str,
    *,
    refers_to: RegisterEntry | None = None,
    reason: str = "",
    by: Account | None,
) -> RegisterEntry:
    """The next line of the book. The caller holds the register's lock."""
    entry = RegisterEntry(
        register=register,
        number=register.next_number,
        kind=kind,
        certificate=certificate,
        refers_to=refers_to,
        reason=reason,
        statement_hash=certificate.statement_hash,
        previous_hash=register.last_hash,
        at=now(),
        by=by,
    )
    entry.entry_hash = hash_entry(entry)
    entry.save()
    register.next_number += 1
    register.last_hash = entry.entry_hash
    register.save(update_fields=["next_number", "last_hash"])
    return entry


@transaction.atomic
def revoke_certificate(*, certificate: Certificate, reason: str, by: Viewer) -> RegisterEntry:
    """The certificate is revoked, with its reason, by an entry that points back to its issue.

    Raises RoleRequired, OutOfScope, AlreadyRevoked.
    """
    by.require_unit(certificate.completion.unit, Role.CERTIFICATE_OFFICER)
    issue = certificate.entries.get(kind=EntryKind.ISSUE)
    register = lock_register(certificate.issuer, issue.register.kind, today().year)
    locked = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if locked.state == CertificateState.REVOKED:
        raise AlreadyRevoked
    locked.state = CertificateState.REVOKED
    locked.save(update_fields=["state"])
    entry = _write_entry(
        register, locked, EntryKind.REVOKE, refers_to=issue, reason=reason, by=by.account
    )
    record_audit(
        by=by.account,
        act="revoke_certificate",
        subject=f"certificate:{locked.code}",
        reason=reason,
        on=day_of(entry.at).isoformat(),
    )
    return entry
