"""One slice of a large export: rows from where the last one was committed on, into the bucket, and the commit.

What a run that dies leaves behind is no part of the file: parts count once they are committed, by what their content
is, together with the place where the rows go on. Of two runs of one slice, one commits.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from typing import Final

from shared.clock import Clock
from shared.errors import Conflict
from shared.exports.bucket import Assembled, ExportBucket
from shared.exports.cells import line
from shared.exports.model import MOST_GENERATIONS, MOST_PARTS, UNDER_WAY, Export, Part, State
from shared.exports.store import next_update, read_export
from shared.payments.exporting.sources import SOURCES
from shared.table.attempt import try_update
from shared.table.port import Table

PART_BYTES: Final = 8 * 1024 * 1024
"""Above the 5 MB that the bucket asks of every part but the last."""

PATIENCE: Final = timedelta(seconds=40)
"""After that no further step is begun; the function has two minutes."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What a slice is written with."""

    table: Table
    bucket: ExportBucket
    clock: Clock


class _Gone(Exception):
    """What was committed is not in the bucket any more: the file is begun anew."""


def write_slice(writing: Writing, export_id: str, number: int) -> str:
    """Write the slice of this number; what came of it. Told late or twice it changes nothing."""
    export = read_export(writing.table, export_id)
    if export is None or export.slice != number or export.state not in UNDER_WAY:
        return "stale"
    try:
        if export.state is State.RUNNING:
            after = _written(writing, export)
            if not try_update(writing.table, next_update(export, after)):
                return "overtaken"
            if after.state is not State.ASSEMBLING:
                return str(after.state)
            export = after
        after = _assembled(writing, export)
    except _Gone:
        after = _anew(writing, export)
    except Conflict as broken:
        after = export.failed(broken.code, writing.clock.now())
    return str(after.state) if try_update(writing.table, next_update(export, after)) else "overtaken"


@dataclass(slots=True)
class _File:
    """The file as far as this run has written it."""

    writing: Writing
    key: str
    upload_id: str
    parts: list[Part]
    rest: bytearray = field(default_factory=bytearray)
    size: int = 0

    def write(self, text: str) -> None:
        content = text.encode()
        self.rest += content
        self.size += len(content)
        if len(self.rest) >= PART_BYTES:
            self.add_part()

    def add_part(self) -> None:
        part = self.writing.bucket.add(self.key, self.upload_id, len(self.parts) + 1, bytes(self.rest))
        if part is None:
            raise _Gone
        self.parts.append(part)
        self.rest.clear()


def _written(writing: Writing, export: Export) -> Export:
    """The export with the rows of this slice."""
    source, late = SOURCES[export.span.kind], writing.clock.now() + PATIENCE
    file = _opened(writing, export)
    position, rows, over = export.position, export.rows, False
    if not export.size:
        file.write(line(source.columns))
    while True:
        step = source.step(writing.table, export.span, position)
        for row in step.rows:
            file.write(line(row))
        rows, position, over = rows + len(step.rows), step.position, step.position is None
        if len(file.parts) >= MOST_PARTS:
            return export.failed("too_large", writing.clock.now())
        if over or writing.clock.now() >= late:
            break
    if over and file.rest:
        file.add_part()
    return replace(
        export,
        state=State.ASSEMBLING if over else State.RUNNING,
        slice=export.slice + 1,
        position=position,
        upload_id=file.upload_id,
        parts=tuple(file.parts),
        tail=_tail(writing, export, bytes(file.rest)),
        rows=rows,
        size=file.size,
    )


def _opened(writing: Writing, export: Export) -> _File:
    file = _File(writing, export.key, export.upload_id or writing.bucket.begin(export.key), list(export.parts))
    if export.tail is not None:
        rest = writing.bucket.get(export.tail)
        if rest is None:
            raise _Gone
        file.rest += rest
    file.size = export.size
    return file


def _tail(writing: Writing, export: Export, rest: bytes) -> str | None:
    """Rows that are too few for a part, under a name that no other content has."""
    if not rest:
        return None
    key = f"{export.folder}-{export.slice}-{sha256(rest).hexdigest()[:32]}.part"
    writing.bucket.put(key, rest)
    return key


def _assembled(writing: Writing, export: Export) -> Export:
    """The export with its file. One that a run made, and did not live to tell, is there already."""
    came = writing.bucket.assemble(export.key, export.upload_id or "", export.parts)
    if came is Assembled.DIFFERS or (came is Assembled.GONE and not writing.bucket.exists(export.key)):
        raise _Gone
    return replace(export, state=State.READY, slice=export.slice + 1, finished_at=writing.clock.now(), position=None)


def _anew(writing: Writing, export: Export) -> Export:
    if export.generation >= MOST_GENERATIONS:
        return export.failed("not_assembled", writing.clock.now())
    return export.anew()
