"""Rosters are received, read line by line, shown, and written in chunks that can be resumed."""

import hashlib
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import SEEK_END
from itertools import islice
from pathlib import Path
from shutil import copyfileobj
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO, cast
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction
from psycopg.types.json import Jsonb

from common.audit import record_audit
from common.clock import now, today
from common.db import copy_rows
from common.jobs import cancel_job, create_job
from common.models import Job, JobState
from common.sheets import Sheet, check_at_sight, find_header, open_sheet
from people.errors import (
    RosterDayInFuture,
    RosterNotFound,
    RosterNotReady,
    RosterTooLarge,
    RosterTwice,
    RosterUnreadable,
)
from people.models import LIVE, LineState, Role, Roster, RosterKind, RosterLine, RosterState
from people.rosters.columns import FIELDS, is_enough
from people.rosters.lines import Sifter
from people.rosters.understanding import LineRefused, Reader, Row
from people.rosters.writing import Chunk, Outcome, lock_imports
from people.viewer import EVERYTHING, Viewer, get_viewer
from territory.structure import get_stamp

READ, WRITE = "read_roster", "write_roster"
READ_CHUNK, WRITE_CHUNK, PREVIEW = 100_000, 2_000, 2_000
MOST_MEGABYTES = 100
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
_SIFTED = {False: str(LineState.WAITING), True: str(LineState.SKIPPED)}
MOST_SENT_BYTES = MOST_BYTES + 64 * 1024  # with what a form sends around its file
# What was resolved for a roster, until the territory changes.
_readers: dict[tuple[int, int], Reader] = {}


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
        first = Roster.objects.filter(kind=kind, file_hash=digest, state__in=LIVE).first()
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
    after = job.cursor.get("line", 0)
    with _open_stored(roster) as sheet:
        if not roster.layout:
            roster.layout = _find_layout(sheet, roster.kind)
            after = roster.layout["line"]
        fresh = ((line, cells) for line, cells in sheet if line > after)
        sifter = Sifter(roster.layout, is_below=job.cursor.get("is_below", False))
        chunk = [
            (line, cells, sifter.find_reason(cells)) for line, cells in islice(fresh, READ_CHUNK)
        ]
    copy_rows(
        RosterLine,
        ("roster_id", "line", "cells", "state", "problem"),
        (
            (roster.pk, line, Jsonb(cells), _SIFTED[bool(reason)], reason)
            for line, cells, reason in chunk
        ),
    )
    roster.line_count += len(chunk)
    roster.skipped_count += sum(1 for _line, _cells, reason in chunk if reason)
    job.done_count = roster.line_count
    job.cursor = {"line": chunk[-1][0] if chunk else after, "is_below": sifter.is_below}
    is_last = len(chunk) < READ_CHUNK
    if is_last:
        roster.state = RosterState.READY
    roster.save()
    return is_last


@contextmanager
def _open_stored(roster: Roster) -> Iterator[Sheet]:
    """The file as a sheet, from wherever it is stored. Raises SheetRefused."""
    with default_storage.open(roster.file_key) as stored, NamedTemporaryFile() as copy:
        copyfileobj(stored, copy)
        copy.flush()
        yield open_sheet(Path(copy.name), roster.file_name, most_bytes=MOST_BYTES)


def _find_layout(sheet: Sheet, kind: str) -> dict[str, Any]:
    header = find_header(sheet, FIELDS)
    if header is None or not is_enough(header.columns, kind):
        raise RosterUnreadable
    return {
        "line": header.first_data_line - 1,
        "fields": header.columns,
        "headings": header.lines,
        "doubts": sheet.doubts,
        "unknown": header.unknown,
        "sheet": sheet.title,
    }


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
    outcomes, chunk = _decide(roster, lines)
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
    lines = list(waiting.order_by("line")[:WRITE_CHUNK])
    outcomes, chunk = _decide(roster, lines)
    chunk.write()
    _mark(roster, outcomes)
    states = [outcome.state for outcome in outcomes]
    roster.written_count += states.count(LineState.WRITTEN)
    roster.unchanged_count += states.count(LineState.UNCHANGED)
    roster.refused_count += states.count(LineState.REFUSED)
    job.done_count += len(lines)
    if lines:
        job.cursor = {"line": lines[-1].line}
    is_last = len(lines) < WRITE_CHUNK
    if is_last:
        roster.state = RosterState.DONE
        _forget(roster.pk)
    roster.save()
    return is_last


def _decide(roster: Roster, lines: list[RosterLine]) -> tuple[list[Outcome], Chunk]:
    key = (roster.pk, get_stamp())
    reader = _readers.get(key)
    if reader is None:
        viewer = get_viewer(roster.created_by) if roster.created_by else EVERYTHING
        _forget(roster.pk)
        reader = _readers[key] = Reader(
            kind=roster.kind, on=roster.on, fields=roster.layout["fields"],
            scope=viewer.scope(Role.TRAINING_MANAGER), today=today(),
        )  # fmt: skip
    rows: list[Row] = []
    refused: list[Outcome] = []
    for line in lines:
        if line.state == LineState.SKIPPED:
            refused.append(Outcome(line.line, LineState.SKIPPED, line.problem))
            continue
        try:
            rows.append(reader.read(line.line, line.cells))
        except LineRefused as problem:
            refused.append(Outcome(line.line, LineState.REFUSED, str(problem)))
    chunk = Chunk(roster.kind, roster.on, roster.created_by, rows)
    return sorted([*chunk.decide(), *refused], key=lambda one: one.line), chunk


def _forget(roster_id: int) -> None:
    for key in [key for key in _readers if key[0] == roster_id]:
        del _readers[key]


def _mark(roster: Roster, outcomes: list[Outcome]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE people_rosterline l SET state = w.state, problem = w.problem,
              person_id = w.person, team_id = w.team, membership_id = w.membership,
              employment_id = w.employment
            FROM unnest(%s::int[], %s::text[], %s::text[], %s::bigint[], %s::bigint[],
              %s::bigint[], %s::bigint[])
              w(line, state, problem, person, team, membership, employment)
            WHERE l.roster_id = %s AND l.line = w.line""",
            [
                [one.line for one in outcomes],
                [str(one.state) for one in outcomes],
                [one.problem for one in outcomes],
                [one.person.id or None if one.person else None for one in outcomes],
                [one.team.pk if one.team else None for one in outcomes],
                [one.membership.pk if one.membership else None for one in outcomes],
                [one.employment.pk if one.employment else None for one in outcomes],
                roster.pk,
            ],
        )


@transaction.atomic
def cancel_roster(*, roster: Roster, by: Viewer) -> Roster:
    """Nothing more is read or written; what was written stays. Raises RoleRequired."""
    _require_own(roster, by)
    if roster.job:
        cancel_job(roster.job)
    held = Roster.objects.select_for_update().get(pk=roster.pk)
    if held.state == RosterState.READY:
        held.state = RosterState.CANCELLED
        held.save(update_fields=["state"])
    record_audit(by=by.account, act="cancel_roster", subject=f"roster:{held.uuid}")
    return held


def end_roster(job: Job) -> None:
    """A roster whose job was cancelled or failed is live no more."""
    states = {JobState.CANCELLED: RosterState.CANCELLED, JobState.FAILED: RosterState.REFUSED}
    state = states.get(JobState(job.state))
    if state:
        _forget(job.params["roster"])
        Roster.objects.filter(pk=job.params["roster"], state__in=LIVE).update(
            state=state, problem=job.problem
        )
