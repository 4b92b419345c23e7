"""What a killed process left behind goes; what a row names stays, whichever room it is of."""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from nexus.kernel.accounts.actions import make_export
from nexus.kernel.accounts.models import DataExport, User
from nexus.kernel.uploads import sweeping
from nexus.kernel.uploads.names import new_names
from nexus.kernel.uploads.tasks import sweep_files
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.pictures import picture

pytestmark = pytest.mark.django_db

KEY = "ab" + "0" * 30
A_DAY_S = 86_400


@pytest.fixture
def private(settings, tmp_path) -> Path:
    backend = settings.STORAGES["private"]
    backend = backend | {"OPTIONS": backend["OPTIONS"] | {"location": tmp_path / "private"}}
    settings.STORAGES = settings.STORAGES | {"private": backend}
    return tmp_path / "private"


@pytest.fixture
def leave(media, private):
    """A file that was kept, and of which no row came to be."""

    def file(storage: str, name: str, *, age_s: float = A_DAY_S + 60) -> Path:
        storages[storage].save(name, ContentFile(b"left"))
        path = (media if storage == "default" else private) / name
        os.utime(path, (time.time() - age_s,) * 2)
        return path

    return file


@pytest.mark.parametrize(
    ("storage", "name"), [("default", f"images/ab/{KEY}-card.webp"), ("private", f"ab/{KEY}.pdf")]
)
def test_what_no_row_names_goes_after_a_day(leave, storage, name):
    path = leave(storage, name, age_s=A_DAY_S - 60)
    sweep_files()
    assert path.exists(), "its row may still be written"

    os.utime(path, (time.time() - A_DAY_S - 60,) * 2)
    sweep_files()
    assert not path.exists()


def test_what_we_have_not_named_is_not_ours_to_delete(leave):
    strange = [
        leave("default", "images/ab/notes.txt"),
        leave("default", "logo.webp"),
        leave("private", "ab/x.pdf"),
    ]

    sweep_files()

    assert all(path.exists() for path in strange)


def test_what_any_room_keeps_stays(client_of, seller, media, private):
    client = client_of(seller)
    product = ProductFactory(seller=seller)
    for send, path, field in (
        (client.post, f"/api/products/{product.pk}/images/", "images"),
        (client.put, "/api/auth/profile/avatar/", "avatar"),
        (client.post, "/api/conversations/attachments/", "file"),
    ):
        answer = send(path, {field: SimpleUploadedFile("a.png", picture())}, format="multipart")
        assert answer.status_code in {200, 201}, answer.content
    export = DataExport.objects.create(user=seller, expires_at=timezone.now() + timedelta(days=1))
    make_export(export.pk)
    kept = sorted(path for root in (media, private) for path in root.rglob("*.*"))
    assert len(kept) == 3 + 3 + 1 + 1
    for path in kept:
        os.utime(path, (0, 0))

    assert sweeping.sweep() == 0
    assert sorted(path for root in (media, private) for path in root.rglob("*.*")) == kept

    User.objects.filter(pk=seller.pk).update(avatar="")
    assert sweeping.sweep() == 3


def test_what_becomes_named_while_it_is_looked_at_stays(leave, monkeypatch):
    names = new_names()
    path = leave("default", names["full"])
    listed = sweeping.Folder.old_files

    def list_and_commit(folder):
        found = listed(folder)
        UserFactory(avatar=names["full"])
        return found

    monkeypatch.setattr(sweeping.Folder, "old_files", list_and_commit)
    sweep_files()

    assert path.exists()


def test_a_site_that_looks_at_anothers_files_does_not_lose_them_in_a_night(leave, monkeypatch):
    monkeypatch.setattr(sweeping, "MOST", 2)
    paths = [leave("default", new_names()["full"]) for _ in range(5)]

    assert sweeping.sweep() == 2
    assert sum(path.exists() for path in paths) == 3


def test_nothing_is_swept_while_a_domain_is_off_whose_rows_name_files_too(leave):
    path = leave("default", new_names()["full"])
    MigrationRecorder(connection).record_applied("a_domain_that_is_off", "0001_initial")

    sweep_files()
    assert path.exists()

    MigrationRecorder(connection).record_unapplied("a_domain_that_is_off", "0001_initial")
    sweep_files()
    assert not path.exists()


def test_a_file_that_is_let_go_of_meanwhile_ends_no_sweep(leave, media):
    kept = leave("default", f"images/ab/{KEY}-card.webp")
    (kept.parent / f"{KEY}-full.webp").symlink_to(media / "gone")

    sweep_files()

    assert not kept.exists()
