"""The register: numbers without gaps, one live certificate, a chain in which a change shows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from certificates.errors import AlreadyRevoked, NotCertifiable
from certificates.models import (
    Certificate,
    CertificateState,
    DueCertificate,
    Register,
    RegisterEntry,
)
from certificates.selectors import find_register_faults, get_verification
from certificates.services import (
    issue_certificate,
    issue_due_certificate,
    request_certificate,
    revoke_certificate,
)
from enrollment.models import Completion, Run
from people.models import Role
from people.viewer import Viewer
from tests import factories

WORKERS = 4


@pytest.fixture
def run() -> Run:
    factories.make_territory()
    run = factories.make_run()
    factories.make_rule(run)
    return run


def complete(run: Run, name: str) -> tuple[Viewer, Completion]:
    learner = factories.make_learner(full_name=name)
    enrollment = factories.make_enrollment(run=run, learner=learner)
    return learner, factories.complete_online(enrollment)


def race(acts: list[Callable[[], Any]]) -> list[Any]:
    """What each act returned; all begin at one moment, each on a connection of its own."""
    start = Barrier(len(acts))

    def go(act: Callable[[], Any]) -> Any:
        start.wait(timeout=10)
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(go, acts))


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_give_one_certificate(run: Run) -> None:
    _learner, completion = complete(run, "Ma Thị Hòa")

    race([lambda: issue_due_certificate(completion_id=completion.pk)] * WORKERS)

    assert Certificate.objects.count() == 1
    assert RegisterEntry.objects.count() == 1
    assert DueCertificate.objects.get().done_at is not None


@pytest.mark.django_db(transaction=True)
def test_issuing_directly_at_once_gives_every_asker_the_same(run: Run) -> None:
    _learner, completion = complete(run, "Ma Thị Hòa")

    issued = race([lambda: issue_certificate(completion=completion, by=None)] * WORKERS)

    assert len({certificate.pk for certificate in issued}) == 1
    assert RegisterEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_numbers_have_no_gap_when_many_are_issued_at_once(run: Run) -> None:
    completions = [complete(run, f"Lò Văn {letter}")[1] for letter in "ABCDEFGH"]

    race([partial(issue_due_certificate, completion_id=one.pk) for one in completions])
    for one in completions:  # whoever met a held lock is served by the next sweep
        issue_due_certificate(completion_id=one.pk)

    numbers = RegisterEntry.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, len(completions) + 1))
    assert find_register_faults(Register.objects.get()) == []


@pytest.mark.django_db
def test_a_rolled_back_issue_leaves_no_gap(run: Run) -> None:
    first, second = complete(run, "Ma Thị Hòa")[1], complete(run, "Lý A Sáng")[1]

    with transaction.atomic():
        issue_certificate(completion=first, by=None)
        transaction.set_rollback(True)
    after = issue_certificate(completion=second, by=None)

    assert after.statement["register_number"] == 1
    assert RegisterEntry.objects.get().number == 1


@pytest.mark.django_db
def test_asking_twice_gives_the_same(run: Run) -> None:
    learner, completion = complete(run, "Ma Thị Hòa")

    first = request_certificate(completion=completion, by=learner)
    again = request_certificate(completion=completion, by=learner)

    assert first == again


@pytest.mark.django_db
def test_the_database_stops_a_second_live_certificate_and_number(run: Run) -> None:
    certificate = issue_certificate(completion=complete(run, "Ma Thị Hòa")[1], by=None)
    entry = certificate.entries.get()

    entry.pk = None
    with pytest.raises(DatabaseError, match="entry_number_once"), transaction.atomic():
        entry.save(force_insert=True)
    certificate.pk, certificate.code = None, "ANOTHERCODE1"
    certificate.uuid = factories.FACT_NAMESPACE
    with pytest.raises(DatabaseError, match="certificate_one_live"), transaction.atomic():
        certificate.save(force_insert=True)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE certificates_registerentry SET reason = 'x'",
        "DELETE FROM certificates_registerentry",
        "UPDATE certificates_certificate SET statement = '{}'",
        "UPDATE enrollment_completion SET effective_on = '2020-01-01'",
        "DELETE FROM enrollment_completion",
    ],
)
def test_the_database_refuses_to_rewrite_what_was_entered(run: Run, statement: str) -> None:
    issue_certificate(completion=complete(run, "Ma Thị Hòa")[1], by=None)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "change", "fault"),
    [
        (
            "certificates_registerentry",
            "SET reason = 'forged' WHERE number = 2",
            "entry 2 was changed",
        ),
        (
            "certificates_certificate",
            "SET statement = jsonb_set(statement, '{holder_name}', '\"Kẻ Khác\"')",
            "the statement of entry 1 was changed",
        ),
    ],
)
def test_a_forger_with_the_database_in_hand_shows(
    run: Run, table: str, change: str, fault: str
) -> None:
    for name in ("Ma Thị Hòa", "Lý A Sáng", "Vừ Mí Pó"):
        issue_certificate(completion=complete(run, name)[1], by=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} {change}")

    assert fault in find_register_faults(Register.objects.get())


@pytest.mark.django_db
def test_a_removed_entry_shows(run: Run) -> None:
    for name in ("Ma Thị Hòa", "Lý A Sáng", "Vừ Mí Pó"):
        issue_certificate(completion=complete(run, name)[1], by=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE certificates_registerentry DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM certificates_registerentry WHERE number = 2")

    faults = find_register_faults(Register.objects.get())
    assert faults[:2] == ["number 2 is missing", "entry 3 does not follow the entry before it"]


@pytest.mark.django_db
def test_revoking_is_an_entry_that_points_back(run: Run) -> None:
    learner, completion = complete(run, "Ma Thị Hòa")
    certificate = issue_certificate(completion=completion, by=None)
    officer = factories.make_viewer(Role.CERTIFICATE_OFFICER, full_name="Đỗ Thị Yến")

    entry = revoke_certificate(certificate=certificate, reason="Cấp nhầm người", by=officer)

    assert (entry.number, entry.refers_to.number if entry.refers_to else None) == (2, 1)
    shown = get_verification(certificate.code)
    assert (shown.state, shown.revoked_reason) == (CertificateState.REVOKED, "Cấp nhầm người")
    assert find_register_faults(Register.objects.get()) == []
    with pytest.raises(AlreadyRevoked):
        revoke_certificate(certificate=certificate, reason="lần nữa", by=officer)
    with pytest.raises(NotCertifiable):
        request_certificate(completion=completion, by=learner)
