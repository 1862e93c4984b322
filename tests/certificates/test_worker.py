"""The worker's part: nothing is lost when the queue, the storage, the disk or the worker fails."""

import errno
from typing import Any

import pytest
from kombu.exceptions import OperationalError

from certificates import files, rendering, tasks
from certificates.errors import PdfUnavailable
from certificates.files import keep_pdf, read_pdf
from certificates.models import Certificate, CertificateFile, DueCertificate, Signatory
from certificates.tasks import issue_one, sweep_due_certificates
from common.clock import now
from enrollment.models import Completion
from media.errors import StorageUnavailable
from tests import factories

Patch = pytest.MonkeyPatch


@pytest.fixture
def completion() -> Completion:
    factories.make_territory()
    run = factories.make_run()
    factories.make_rule(run)
    return factories.complete_online(factories.make_enrollment(run=run))


def fail_with(problem: BaseException) -> Any:
    def fail(*_args: Any, **_named: Any) -> None:
        raise problem

    return fail


@pytest.mark.django_db(transaction=True)
def test_learning_goes_on_without_the_queue_and_the_sweep_issues_later(
    monkeypatch: Patch,
) -> None:
    monkeypatch.setattr(issue_one, "delay", fail_with(OperationalError("no queue")))
    factories.make_territory()
    run = factories.make_run()
    factories.make_rule(run)

    completion = factories.complete_online(factories.make_enrollment(run=run))
    assert Certificate.objects.count() == 0
    sweep_due_certificates()

    certificate = Certificate.objects.get()
    assert certificate.completion == completion
    assert CertificateFile.objects.get().certificate == certificate


@pytest.mark.django_db
def test_a_worker_killed_after_issuing_leaves_one_certificate_whose_pdf_comes_later(
    completion: Completion, monkeypatch: Patch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(tasks, "keep_pdf", fail_with(SystemExit()))
        with pytest.raises(SystemExit):
            issue_one(completion.pk)
    issue_one(completion.pk)  # the queue delivers it again
    sweep_due_certificates()

    assert Certificate.objects.count() == 1
    assert CertificateFile.objects.count() == 1


@pytest.mark.django_db
def test_a_full_disk_keeps_the_certificate_and_writes_no_row(
    completion: Completion, monkeypatch: Patch
) -> None:
    full = OSError(errno.ENOSPC, "No space left on device")
    with monkeypatch.context() as patch:
        patch.setattr(rendering, "render_certificate", fail_with(full))
        issue_one(completion.pk)
        certificate = Certificate.objects.get()
        with pytest.raises(PdfUnavailable):
            read_pdf(certificate)
    assert CertificateFile.objects.count() == 0

    sweep_due_certificates()
    assert CertificateFile.objects.get().certificate == certificate


@pytest.mark.django_db
def test_storage_that_is_gone_leaves_no_half_written_row(
    completion: Completion, monkeypatch: Patch
) -> None:
    issue = fail_with(StorageUnavailable())
    with monkeypatch.context() as patch:
        patch.setattr(files, "store_bytes", issue)
        issue_one(completion.pk)
        certificate = Certificate.objects.get()
        assert CertificateFile.objects.count() == 0
        assert read_pdf(certificate).startswith(b"%PDF-")  # made anew, not kept

    keep_pdf(certificate)
    with monkeypatch.context() as patch:
        patch.setattr(files, "read_bytes", issue)
        assert read_pdf(certificate).startswith(b"%PDF-")


@pytest.mark.django_db
def test_a_pdf_that_cannot_be_drawn_does_not_stop_the_others(
    completion: Completion,
) -> None:
    person = completion.person
    person.full_name = "漢 Văn A"
    person.save(update_fields=["full_name"])
    other = factories.complete_online(
        factories.make_enrollment(run=completion.run, learner=factories.make_learner())
    )
    for one in (completion, other):
        issue_one(one.pk)
    CertificateFile.objects.all().delete()

    sweep_due_certificates()

    assert CertificateFile.objects.get().certificate.completion == other


@pytest.mark.django_db
def test_a_refused_promise_waits_and_is_kept_when_the_cause_is_gone(
    completion: Completion,
) -> None:
    signatory = Signatory.objects.get()
    signatory_fields = {
        "issuer": signatory.issuer,
        "capacity": signatory.capacity,
        "post": signatory.post,
        "name": signatory.name,
        "valid": signatory.valid,
    }
    signatory.delete()

    issue_one(completion.pk)
    due = DueCertificate.objects.get()
    assert (due.done_at, due.try_count) == (None, 1)
    assert due.next_try_at > now()
    assert due.last_problem

    Signatory.objects.create(**signatory_fields)
    issue_one(completion.pk)
    assert Certificate.objects.count() == 1
