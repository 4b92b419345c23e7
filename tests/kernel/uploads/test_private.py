"""Files for certain eyes only."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from nexus.kernel.uploads.exceptions import NotTaken
from nexus.kernel.uploads.private import read_private, stored_file
from tests.factories.pictures import picture

PDF = b"%PDF-1.4\nxref\nstartxref\n9\n%%EOF"


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    backend = settings.STORAGES["private"]
    backend = backend | {"OPTIONS": backend["OPTIONS"] | {"location": tmp_path / "private"}}
    settings.STORAGES = settings.STORAGES | {"private": backend}
    return tmp_path / "private"


def kept(content, name="a.pdf"):
    with stored_file(SimpleUploadedFile(name, content), "file") as stored:
        return stored


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ("offer.pdf", "offer.pdf"),
        ("offer.html", "offer.pdf"),
        ("C:\\docs\\offer.pdf", "offer.pdf"),
        ("x" * 300 + ".pdf", "x" * 115 + ".pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie: b.pdf"),
        ("...", "file.pdf"),
        ("größe.pdf", "größe.pdf"),
    ],
)
def test_a_name_is_what_can_be_read_of_it_and_ends_as_what_it_is(given, named):
    assert kept(PDF, given).name == named


def test_it_is_given_back_byte_for_byte_and_a_picture_is_made_anew(private):
    assert read_private(kept(PDF).key) == PDF
    stored = kept(picture() + b"<script>", "a.png")
    assert b"script" not in read_private(stored.key)
    assert stored.size == len(read_private(stored.key))


def test_where_the_block_fails_nothing_stays(private):
    with pytest.raises(ValueError, match="no"), stored_file(SimpleUploadedFile("a.pdf", PDF), "file"):
        raise ValueError("no")

    assert not [*private.rglob("*.pdf")]


def test_where_the_database_falls_silent_it_stays_since_its_row_may_be_there(private):
    file = SimpleUploadedFile("a.pdf", PDF)
    with pytest.raises(OperationalError), stored_file(file, "file") as stored:
        raise OperationalError("server closed the connection unexpectedly")

    assert read_private(stored.key) == PDF


def test_what_is_neither_names_the_field():
    with pytest.raises(NotTaken) as refused:
        kept(b"words")
    assert list(refused.value.details) == ["file"]
