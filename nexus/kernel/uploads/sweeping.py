"""Files that no row names: a process was killed before its commit, a connection broke at it, a disk refused.

A name is given once, and its row is written within minutes. So what is old and named by none stays so,
whoever else is at work meanwhile.
"""

import logging
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.apps import apps
from django.core.files.storage import Storage, storages
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from nexus.kernel.uploads.actions import delete_now
from nexus.kernel.uploads.fields import FileNameField

logger = logging.getLogger(__name__)

KEPT_UNNAMED: Final = timedelta(days=1)
# A site that looks at another's files by mistake shall not lose them in one night.
MOST: Final = 1_000
# What all sizes of a picture have in common, and no other file.
_KEY: Final = re.compile(r"(?:^|/)([0-9a-f]{2})/(\1[0-9a-f]{30})(?:-[a-z]+)?\.[a-z]+$", re.ASCII)
# Where each storage keeps what we have named.
_ROOTS: Final = {"default": "images/", "private": ""}


@dataclass(frozen=True, slots=True)
class Folder:
    """One of the folders of a storage."""

    storage: str
    path: str

    def old_files(self) -> list[str]:
        """List the files that we have named, and whose rows are long since written."""
        storage, before = storages[self.storage], timezone.now() - KEPT_UNNAMED
        names = (f"{self.path}/{file}" for file in storage.listdir(self.path)[1])
        return [name for name in names if _KEY.search(name) and _is_older(storage, name, before)]

    def named(self) -> set[str]:
        """Give the keys of its files that rows name."""
        return {key for model, field in _columns(self.storage) for key in self._named_in(model, field)}

    def _named_in(self, model: type[models.Model], field: FileNameField) -> Iterator[str]:
        rows = model._base_manager.filter(**{f"{field.name}__startswith": f"{self.path}/"})
        return (_key(name) for name in rows.values_list(field.name, flat=True).iterator())


def sweep() -> int:
    """Delete files that no row names, at most so many at a time; how many."""
    if unknown := _without_their_app():
        logger.warning("no file is swept: these apps' rows can't be asked", extra={"apps": unknown})
        return 0
    swept = 0
    folders = list(_folders())
    random.shuffle(folders)  # whatever ends a sweep early, each folder has its turn
    for folder in folders:
        old = folder.old_files()
        named = folder.named() if old else set()
        unnamed = [name for name in old if _key(name) not in named][: MOST - swept]
        delete_now(unnamed, storages[folder.storage])
        swept += len(unnamed)
    if swept:
        logger.warning("deleted files that nothing named", extra={"number": swept})
    return swept


def _without_their_app() -> list[str]:
    # A domain that was switched off left its tables here, and its files look as if no row named them.
    migrated = {app for app, _ in MigrationRecorder(connection).applied_migrations()}
    return sorted(migrated - {app.label for app in apps.get_app_configs()})


def _folders() -> Iterator[Folder]:
    for storage, root in _ROOTS.items():
        if storages[storage].exists(root):
            for name in storages[storage].listdir(root)[0]:
                yield Folder(storage, root + name)


def _is_older(storage: Storage, name: str, moment: datetime) -> bool:
    try:
        return storage.get_modified_time(name) < moment
    except FileNotFoundError:
        return False  # somebody has just let go of it


def _columns(storage: str) -> Iterator[tuple[type[models.Model], FileNameField]]:
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, FileNameField) and field.storage == storage:
                yield model, field


def _key(name: str) -> str:
    found = _KEY.search(name)
    return found[2] if found else name
