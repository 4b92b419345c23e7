"""All that is kept of an account, gathered into one file for its owner."""

import tempfile
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import IO, Any, Final, cast
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec
from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from nexus.kernel.access import require, require_recent
from nexus.kernel.accounts.events import ExportAsked, ExportReady
from nexus.kernel.accounts.holdings import holdings
from nexus.kernel.accounts.models import DataExport, ExportStatus
from nexus.kernel.api.errors import NotFound, RateLimited
from nexus.kernel.api.integrity import constraints_of
from nexus.kernel.audit.actions import record
from nexus.kernel.events.bus import publish
from nexus.kernel.kit.actor import SYSTEM, Actor
from nexus.kernel.uploads.private import discard_private, made_file, read_private

MOST_A_DAY: Final = 3
# What isn't made by then failed, and may be asked for anew.
MADE_WITHIN: Final = timedelta(hours=24)
_IN_MEMORY: Final = 8 * 1024 * 1024
_SUFFIX: Final = ".zip"


@transaction.atomic
def ask_for_export(actor: Actor) -> UUID:
    """Have all that is kept of one's account gathered; one at a time, three a day."""
    require(actor, "accounts.export_own")
    require_recent(actor)
    now = timezone.now()
    own = DataExport.objects.visible_to(actor)
    if own.filter(asked_at__gt=now - timedelta(days=1)).count() >= MOST_A_DAY:
        raise RateLimited(f"You have asked for {MOST_A_DAY} exports today. Ask again tomorrow.")
    export = DataExport(user_id=cast(UUID, actor.id), asked_at=now, expires_at=now + MADE_WITHIN)
    with constraints_of(DataExport):
        export.save(force_insert=True)
    publish(ExportAsked(export.pk, export.user_id), actor=actor)
    record("export_asked", export.user_id)
    return export.pk


def make_export(export_id: UUID) -> None:
    """Write the file of an export that was asked for, once, and have its owner told."""
    owner = DataExport.objects.filter(pk=export_id, status=ExportStatus.ASKED).values_list(
        "user_id", flat=True
    )
    for user_id in owner:
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
            size = _write(file, user_id)
            with made_file(File(file), _SUFFIX) as key:
                _note_ready(export_id, key, size)


def exported(actor: Actor, export_id: UUID) -> bytes:
    """Give the file of an own export; NotFound when its time is up."""
    require(actor, "accounts.export_own")
    export = DataExport.objects.visible_to(actor).there().get(pk=export_id)
    try:
        content = read_private(export.key)
    except FileNotFoundError:
        raise NotFound from None
    record("export_fetched", export.user_id)
    return content


@transaction.atomic
def discard_exports(exports: Iterable[DataExport]) -> int:
    """Delete exports with their files; how many."""
    gone = list(exports)
    DataExport.objects.filter(pk__in=[export.pk for export in gone]).delete()
    discard_private(export.key for export in gone if export.key)
    return len(gone)


@transaction.atomic
def _note_ready(export_id: UUID, key: str, size: int) -> None:
    export = DataExport.objects.select_for_update().get(pk=export_id, status=ExportStatus.ASKED)
    export.key, export.size = key, size
    export.status, export.ready_at = ExportStatus.READY, timezone.now()
    export.expires_at = export.ready_at + timedelta(days=settings.EXPORT_KEPT_DAYS)
    export.save()
    publish(ExportReady(export.pk, export.user_id), actor=SYSTEM)


def _write(file: IO[bytes], user_id: UUID) -> int:
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for holding in holdings():
            with archive.open(f"{holding.name}.json", "w") as entry:
                _write_rows(entry, holding.shows(user_id))
            for name, content in holding.files(user_id) if holding.files else ():
                archive.writestr(f"{holding.name}/{name}", content)
    return file.tell()


def _write_rows(entry: IO[bytes], rows: Iterable[Mapping[str, Any]]) -> None:
    entry.write(b"[")
    for place, row in enumerate(rows):
        entry.write(b",\n" if place else b"\n")
        entry.write(msgspec.json.encode(row, enc_hook=str))
    entry.write(b"\n]\n")
