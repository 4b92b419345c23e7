"""Files for certain eyes only: kept where no address leads, given out by whoever has asked who may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final
from uuid import uuid4

from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, storages
from django.db import transaction

from nexus.kernel.uploads.actions import delete_now, refuse_too_large, undone_on_failure
from nexus.kernel.uploads.documents import PDF, claims_to_be_pdf, is_whole_pdf
from nexus.kernel.uploads.exceptions import FileTooLarge, NotAnImage, NotTaken, TooManyPixels
from nexus.kernel.uploads.images import as_webp, renditions

WEBP: Final = "image/webp"
_SUFFIXES: Final = {PDF: ".pdf", WEBP: ".webp"}
NAME_LENGTH: Final = 120
_UNNAMED: Final = "file"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it is kept: its name in the storage, and what it is to whoever gets it."""

    key: str
    name: str
    content_type: str
    size: int


@contextmanager
def stored_file(file: File[bytes], field: str) -> Iterator[StoredFile]:
    """Keep a picture, made anew, or a PDF, for as long as the block succeeds: open it around the transaction.

    Raises FileTooLarge, TooManyPixels or NotTaken. field: the name that a refusal goes by.
    """
    try:
        content, kind = _looked_into(file)
    except (FileTooLarge, TooManyPixels, NotTaken) as error:
        raise type(error)(error.message, {field: [error.message]}) from error
    with made_file(ContentFile(content), _SUFFIXES[kind]) as key:
        yield StoredFile(key, _named(file.name or "", kind), kind, len(content))


@contextmanager
def made_file(file: File[bytes], suffix: str) -> Iterator[str]:
    """Keep a file that we have made ourselves, for as long as the block succeeds, and name it."""
    key = _new_key(suffix)
    with undone_on_failure([key], _storage()):
        _storage().save(key, file)
        yield key


def read_private(key: str) -> bytes:
    """Give a kept file's bytes; ask first who may have them."""
    with _storage().open(key) as file:
        content: bytes = file.read()
        return content


def discard_private(keys: Iterable[str]) -> None:
    """Delete kept files once what let go of them is committed."""
    gone = list(keys)
    transaction.on_commit(lambda: delete_now(gone, _storage()), robust=True)


def _storage() -> Storage:
    return storages["private"]


def _looked_into(file: File[bytes]) -> tuple[bytes, str]:
    # What it is is said by its bytes: neither its name nor the type that it came with counts.
    refuse_too_large(file)
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if not claims_to_be_pdf(head):
        return _made_anew(file), WEBP
    content = file.read()
    if not is_whole_pdf(content):
        raise NotTaken
    return content, PDF


def _made_anew(file: File[bytes]) -> bytes:
    try:
        return as_webp(renditions(file)["full"])
    except NotAnImage as error:
        raise NotTaken from error


def _new_key(suffix: str) -> str:
    key = uuid4().hex
    return f"{key[:2]}/{key}{suffix}"


def _named(given: str, kind: str) -> str:
    # What people read beside it: without folders and what can't be seen, ending as what it is.
    stem = PurePosixPath(given.replace("\\", "/")).stem
    seen = "".join(char for char in stem if char.isprintable()).strip(" .")
    return (seen or _UNNAMED)[: NAME_LENGTH - 5] + _SUFFIXES[kind]
