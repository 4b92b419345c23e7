from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage
from django.db import InterfaceError, OperationalError, transaction
from PIL import Image

from nexus.kernel.uploads.exceptions import FileTooLarge, NotAnImage, TooManyPixels
from nexus.kernel.uploads.images import as_webp, renditions
from nexus.kernel.uploads.names import new_names

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoredImage:
    """A picture as it is kept: the names of its three sizes in the storage, and the size of the largest."""

    thumb: str
    card: str
    full: str
    width: int
    height: int

    @property
    def names(self) -> tuple[str, str, str]:
        """List its files."""
        return (self.thumb, self.card, self.full)


def store_image(file: File[bytes]) -> StoredImage:
    """Look into a file, make its picture anew in three sizes, and keep those.

    Raises FileTooLarge, NotAnImage or TooManyPixels. The files are complete before their names are known,
    so nobody reads half of one; whoever gives the names to a row does it inside `stored_images`.
    """
    refuse_too_large(file)
    file.seek(0)
    pictures = renditions(file)
    names = new_names()
    with undone_on_failure(names.values()):
        for name, content in zip(names.values(), _encoded(pictures.values()), strict=True):
            default_storage.save(name, ContentFile(content))
    return StoredImage(**names, width=pictures["full"].width, height=pictures["full"].height)


@contextmanager
def stored_images(files: Sequence[File[bytes]], field: str) -> Iterator[list[StoredImage]]:
    """Keep pictures for as long as the block succeeds: open it around the transaction that uses them.

    field: the name that a refusal goes by.
    """
    kept: list[StoredImage] = []
    with undone_on_failure(name for image in kept for name in image.names):
        for number, file in enumerate(files, start=1):
            kept.append(_stored(file, field, number, len(files)))
        yield kept


def read_image(name: str) -> bytes:
    """Give a kept picture's bytes."""
    with default_storage.open(name) as file:
        content: bytes = file.read()
        return content


def discard_images(names: Iterable[str]) -> None:
    """Delete pictures once what let go of them is committed."""
    gone = [name for name in names if name]
    transaction.on_commit(lambda: delete_now(gone), robust=True)


def delete_now(names: Iterable[str], storage: Storage = default_storage) -> None:
    """Delete files at once; one that can't be deleted now stays behind, which harms nobody."""
    for name in names:
        try:
            storage.delete(name)
        except OSError:
            logger.exception("Could not delete %s", name)


@contextmanager
def undone_on_failure(names: Iterable[str], storage: Storage = default_storage) -> Iterator[None]:
    """Delete files where the block fails that they are kept for."""
    try:
        yield
    except (OperationalError, InterfaceError):
        raise  # the row may be committed all the same; if it isn't, its files are swept
    except BaseException:
        delete_now(names, storage)
        raise


def _stored(file: File[bytes], field: str, number: int, count: int) -> StoredImage:
    try:
        return store_image(file)
    except (NotAnImage, TooManyPixels, FileTooLarge) as error:
        which = f"File {number}: {error.message}" if count > 1 else error.message
        raise type(error)(which, {field: [which]}) from error


def _encoded(pictures: Iterable[Image.Image]) -> Iterator[bytes]:
    # A picture smaller than a size is the same in that size and in the next.
    written: dict[tuple[int, int], bytes] = {}
    for picture in pictures:
        if picture.size not in written:
            written[picture.size] = as_webp(picture)
        yield written[picture.size]


def refuse_too_large(file: File[bytes]) -> None:
    """Go on only with a file that is small enough; FileTooLarge says how large it is, and may be."""
    size, limit, megabyte = file.size or 0, settings.IMAGE_MAX_BYTES, 1024 * 1024
    if size > limit:
        sentence = f"This file has {size / megabyte:.1f} MB; one may have at most {limit / megabyte:g} MB."
        raise FileTooLarge(sentence)
