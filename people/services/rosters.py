"""Rosters are received, read line by line, shown, and written in chunks that can be resumed."""

import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import SEEK_END
from typing import BinaryIO, cast
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from common.audit import record_audit
from common.clock import now, today
from common.jobs import create_job
from common.models import LIVE_FILES, Job
from common.received import cancel_received, end_received
from common.sheets import check_at_sight
from people.errors import (
    RosterDayInFuture,
    RosterNotFound,
    RosterNotReady,
    RosterTooLarge,
    RosterTwice,
)
from people.models import LineState, Role, Roster, RosterKind, RosterLine, RosterState
from people.rosters.deciding import Chunk, Outcome
from people.rosters.errors import LineRefused
from people.rosters.lines import Sifter
from people.rosters.staging import (
    close_file,
    read_layout,
    stage_lines,
    take_lines,
)
from people.rosters.understanding import Reader, Row
from people.rosters.writing import lock_imports, mark_lines, write_added
from people.viewer import EVERYTHING, Viewer, get_viewer
from territory.structure import get_stamp

READ, WRITE = "read_roster", "write_roster"
READ_CHUNK, WRITE_CHUNK, PREVIEW = 20_000, 4_000, 2_000
MOST_MEGABYTES = 100
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
MOST_SENT_BYTES = MOST_BYTES + 64 * 1024  # with what a form sends around its file
# What was resolved for a roster, until the territory changes.
MOST_READERS = 8
_readers: dict[tuple[int, int, date], Reader] = {}


@transaction.atomic
def receive_roster(*, file: BinaryIO, name: str, kind: str, on: date | None, by: Viewer) -> Roster:
    """The file is stored and will be read.

    Raises RoleRequired, RosterTwice, RosterTooLarge, RosterDayInFuture, and SheetRefused for what
    can be told at sight.
    """
    by.require(Role.TRAINING_MANAGER)
    digest = hashlib.file_digest(cast("io.BufferedReader", file), "sha256").hexdigest()
    size = file.seek(0, SEEK_END)
    file.seek(0)
    if size > MOST_BYTES:
        raise RosterTooLarge(most=MOST_MEGABYTES)
    check_at_sight(file, name)
    uuid = uuid4()
    roster = Roster(
        uuid=uuid, kind=RosterKind(kind), file_name=name[-200:], file_hash=digest,
        file_key=f"rosters/{uuid}", size_bytes=size, on=on or today(), created_at=now(),
        created_by=by.account,
    )  # fmt: skip
    if roster.on > today():
        raise RosterDayInFuture
    try:
        with transaction.atomic():
            roster.save()
    except IntegrityError:
        first = Roster.objects.filter(kind=kind, file_hash=digest, state__in=LIVE_FILES).first()
        live = str(first.uuid) if first else ""
        raise RosterTwice(name=first.file_name if first else name, roster=live) from None
    default_storage.save(roster.file_key, File(file))
    roster.job = create_job(kind=READ, params={"roster": roster.pk}, by=by.account)
    roster.save(update_fields=["job"])
    record_audit(by=by.account, act="receive_roster", subject=f"roster:{uuid}", kind=kind)
    return roster


def read_chunk(job: Job) -> bool:
    """The next lines of the file are kept as they were sent."""
    roster = Roster.objects.select_for_update().get(pk=job.params["roster"])
    if not roster.layout:
        roster.layout = read_layout(roster)
    after = max(job.cursor.get("line", 0), roster.layout["line"])
    chunk = take_lines(roster, after=after, count=READ_CHUNK)
    sifter = Sifter(roster.layout, is_below=job.cursor.get("is_below", False))
    roster.skipped_count += stage_lines(roster, chunk, sifter)
    roster.line_count += len(chunk)
    job.done_count = roster.line_count
    job.cursor = {"line": chunk[-1][0] if chunk else after, "is_below": sifter.is_below}
    is_last = len(chunk) < READ_CHUNK
    if is_last:
        roster.state = RosterState.READY
    roster.save()
    return is_last


def _require_own(roster: Roster, by: Viewer) -> None:
    """Whose roster it is may go on with it, as may an administrator. Raises RosterNotFound."""
    by.require(Role.TRAINING_MANAGER)
    own = by.account.pk if by.account else None
    if roster.created_by_id != own and not by.holds(Role.ADMINISTRATOR):
        raise RosterNotFound


@dataclass(frozen=True)
class Preview:
    """What would become of the first lines: as sent, as understood where they were, and the end."""

    line_count: int
    outcomes: list[Outcome]
    lines: list[RosterLine]
    rows: Sequence[Row]


@transaction.atomic
def preview_roster(*, roster: Roster, by: Viewer) -> Preview:
    """What would become of the first 2,000 lines. Raises RoleRequired, RosterNotReady."""
    _require_own(roster, by)
    if roster.state != RosterState.READY:
        raise RosterNotReady
    lines = list(RosterLine.objects.filter(roster=roster).order_by("line")[:PREVIEW])
    rows = [line for line in lines if line.state != LineState.SKIPPED]
    outcomes, chunk = _decide(roster, ((line.line, line.cells) for line in rows))
    outcomes += [
        Outcome(line.line, LineState.SKIPPED, line.problem)
        for line in lines
        if line.state == LineState.SKIPPED
    ]
    outcomes.sort(key=lambda one: one.line)
    return Preview(roster.line_count, outcomes, lines, chunk.rows)


@transaction.atomic
def start_writing(*, roster: Roster, by: Viewer) -> Roster:
    """The roster is being written. Raises RoleRequired, RosterNotReady."""
    _require_own(roster, by)
    held = Roster.objects.select_for_update().get(pk=roster.pk)
    if held.state != RosterState.READY:
        raise RosterNotReady
    held.state = RosterState.WRITING
    held.job = create_job(
        kind=WRITE,
        params={"roster": held.pk},
        total=held.line_count - held.skipped_count,
        by=by.account,
    )
    held.save(update_fields=["state", "job"])
    record_audit(by=by.account, act="write_roster", subject=f"roster:{held.uuid}")
    return held


def write_chunk(job: Job) -> bool:
    """The next lines stand, or are refused with the reason."""
    lock_imports()
    roster = Roster.objects.select_for_update().get(pk=job.params["roster"])
    waiting = RosterLine.objects.filter(
        roster=roster, line__gt=job.cursor.get("line", 0), state=LineState.WAITING
    )
    lines = list(waiting.order_by("line").values_list("line", "cells")[:WRITE_CHUNK])
    outcomes, chunk = _decide(roster, lines, is_held=True)
    write_added(chunk.added, by=roster.created_by)
    mark_lines(roster.pk, outcomes)
    states = [outcome.state for outcome in outcomes]
    roster.written_count += states.count(LineState.WRITTEN)
    roster.unchanged_count += states.count(LineState.UNCHANGED)
    roster.refused_count += states.count(LineState.REFUSED)
    job.done_count += len(lines)
    if lines:
        job.cursor = {"line": lines[-1][0]}
    is_last = len(lines) < WRITE_CHUNK
    if is_last:
        roster.state = RosterState.DONE
        _forget(roster.pk)
    roster.save()
    return is_last


def _decide(
    roster: Roster, lines: Iterable[tuple[int, Sequence[str]]], *, is_held: bool = False
) -> tuple[list[Outcome], Chunk]:
    reader = _find_reader(roster)
    rows: list[Row] = []
    refused: list[Outcome] = []
    for line, cells in lines:
        try:
            rows.append(reader.read(line, cells))
        except LineRefused as problem:
            refused.append(Outcome(line, LineState.REFUSED, str(problem)))
    chunk = Chunk(roster.kind, roster.on, rows, is_held=is_held)
    return sorted([*chunk.decide(), *refused], key=lambda one: one.line), chunk


def _find_reader(roster: Roster) -> Reader:
    """The reader of a roster's lines, which knows the places of the chunks before."""
    key = (roster.pk, get_stamp(), today())
    reader = _readers.get(key)
    if reader is None:
        viewer = get_viewer(roster.created_by) if roster.created_by else EVERYTHING
        _forget(roster.pk)
        if len(_readers) >= MOST_READERS:
            _readers.clear()
        reader = _readers[key] = Reader(
            kind=roster.kind, on=roster.on, fields=roster.layout["fields"],
            scope=viewer.scope(Role.TRAINING_MANAGER), today=today(),
        )  # fmt: skip
    return reader


def _forget(roster_id: int) -> None:
    for key in [key for key in _readers if key[0] == roster_id]:
        del _readers[key]


@transaction.atomic
def cancel_roster(*, roster: Roster, by: Viewer) -> Roster:
    """Nothing more is read or written; what was written stays. Raises RoleRequired."""
    _require_own(roster, by)
    held = cancel_received(roster)
    record_audit(by=by.account, act="cancel_roster", subject=f"roster:{held.uuid}")
    return held


def end_roster(job: Job) -> None:
    """A roster whose job was cancelled or failed is live no more."""
    if end_received(Roster, job.params["roster"], job):
        _forget(job.params["roster"])
        close_file()
