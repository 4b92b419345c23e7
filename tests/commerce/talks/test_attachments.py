"""Files go with messages: pictures made anew and PDFs, for the two sides alone."""

import io
from datetime import timedelta

import pytest
from django.urls import Resolver404, resolve
from django.utils import timezone
from PIL import Image

from nexus.kernel.messaging.actions.attaching import MOST_UNSENT, sweep_unsent
from nexus.kernel.messaging.models import Attachment, Message
from tests.commerce.buying import refused
from tests.commerce.talks.talking import CONVERSATIONS, PDF, send_up, start, write
from tests.factories.accounts import UserFactory
from tests.factories.pictures import picture

pytestmark = pytest.mark.django_db


def sent_up(client, *args):
    answer = send_up(client, *args)
    assert answer.status_code == 201, answer.json()
    return answer.json()["data"]


def test_a_picture_is_made_anew_and_given_to_both_sides(talk, buyer, shop, client_of, private):
    exif = Image.Exif()
    exif[0x010E] = "taken at Lindenweg 4"
    file = sent_up(buyer, picture(kind="JPEG", exif=exif) + b"<script>", "../../my <shirt>.jpg")
    assert (file["name"], file["content_type"]) == ("my <shirt>.webp", "image/webp")
    message = write(buyer, talk, "", attachments=[file["id"]])
    assert message["attachments"] == [file]

    path = f"{CONVERSATIONS}{talk['id']}/attachments/{file['id']}/"
    for client in (buyer, shop):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment;")
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"] == "private, no-store"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert b"Lindenweg" not in answer.content
        assert b"script" not in answer.content
        assert Image.open(io.BytesIO(answer.content)).format == "WEBP"
    assert client_of(UserFactory()).get(path).status_code == 404
    assert len(answer.content) == file["size"]


def test_a_pdf_comes_as_it_is(talk, buyer, shop):
    file = sent_up(buyer, PDF, "offer.exe")
    assert (file["name"], file["content_type"], file["size"]) == ("offer.pdf", "application/pdf", len(PDF))
    start(buyer, "See here.", product=talk["about"]["id"])
    write(buyer, talk, "Look.", attachments=[file["id"]])

    assert shop.get(f"{CONVERSATIONS}{talk['id']}/attachments/{file['id']}/").content == PDF


def test_it_goes_with_the_first_message_too(buyer, shop, pen):
    file = sent_up(buyer)
    said = {"about": {"product": str(pen.pk)}, "text": "Like this?", "attachments": [file["id"]]}

    talk = buyer.post(CONVERSATIONS, said).json()["data"]

    assert talk["last_message"]["attachments"] == 1
    assert talk["message"]["attachments"] == [file]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"<html><script>alert(1)</script>"),
        ("a.pdf", b"%PDF-1.7 and no end"),
        ("a.pdf", b"<script>" + PDF),
        ("a.pdf", b"PK\x03\x04" + PDF),
        ("a.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("a.png", b"\x89PNG\r\n\x1a\n" + b"x" * 100),
        ("a.txt", b"words"),
        ("a.exe", b"MZ\x90\x00"),
    ],
)
def test_what_is_neither_is_refused(buyer, private, name, content):
    error = refused(send_up(buyer, content, name), 400, "VALIDATION_ERROR")

    assert list(error["details"]) == ["file"]
    assert not Attachment.objects.exists()
    assert not [*private.rglob("*.*")]


def test_what_is_too_large_is_refused(buyer, settings):
    settings.IMAGE_MAX_BYTES = 100

    refused(send_up(buyer, PDF + b"x" * 100), 413, "PAYLOAD_TOO_LARGE")
    refused(send_up(buyer, b""), 400, "VALIDATION_ERROR")
    refused(buyer.post(f"{CONVERSATIONS}attachments/", {"file": "x"}), 415, "UNSUPPORTED_MEDIA_TYPE")


def test_only_the_own_and_only_once(talk, buyer, shop):
    file, other = sent_up(buyer)["id"], sent_up(shop)["id"]
    write(buyer, talk, attachments=[file])
    path = f"{CONVERSATIONS}{talk['id']}/messages/"

    for attachments in ([file], [other], [sent_up(buyer)["id"], other]):
        refused(buyer.post(path, {"text": "x", "attachments": attachments}), 400, "VALIDATION_ERROR")
    assert Message.objects.count() == 2
    assert Attachment.objects.filter(message=None).count() == 2


def test_what_is_not_sent_yet_is_nobodys_to_get(talk, buyer, shop):
    file = sent_up(buyer)["id"]

    for client in (buyer, shop):
        assert client.get(f"{CONVERSATIONS}{talk['id']}/attachments/{file}/").status_code == 404


def test_a_file_is_reached_in_its_own_conversation_only(talk, buyer, client_of, pen):
    file = sent_up(buyer)["id"]
    write(buyer, talk, attachments=[file])
    other = start(client_of(UserFactory()), product=pen)

    shop = client_of(pen.seller)
    assert shop.get(f"{CONVERSATIONS}{other['id']}/attachments/{file}/").status_code == 404


def test_no_other_address_leads_to_it(talk, buyer, private, client):
    file = sent_up(buyer)["id"]
    write(buyer, talk, attachments=[file])
    key = Attachment.objects.get().key

    assert (private / key).is_file()
    assert oct((private / key).stat().st_mode)[-3:] == "600"
    for path in (f"/media/{key}", f"/private/{key}", f"/media/../private/{key}", f"/media/images/{key}"):
        assert client.get(path).status_code == 404
    with pytest.raises(Resolver404):
        resolve(f"/private/{key}")


def test_what_waits_for_a_message_is_bounded_and_goes_within_a_day(talk, buyer, private):
    used = sent_up(buyer)["id"]
    write(buyer, talk, attachments=[used])
    for _ in range(MOST_UNSENT):
        sent_up(buyer, PDF, "a.pdf")
    refused(send_up(buyer, PDF), 422, "UNPROCESSABLE_ENTITY")
    assert sweep_unsent() == 0
    Attachment.objects.update(uploaded_at=timezone.now() - timedelta(hours=25))


@pytest.mark.django_db(transaction=True)
def test_the_swept_ones_are_gone_from_the_disk_too(talk, buyer, shop, private):
    used = sent_up(buyer)["id"]
    write(buyer, talk, attachments=[used])
    sent_up(buyer, PDF, "a.pdf")
    Attachment.objects.update(uploaded_at=timezone.now() - timedelta(hours=25))

    assert sweep_unsent() == 1

    assert [file.suffix for file in private.rglob("*.*")] == [".webp"]
    assert shop.get(f"{CONVERSATIONS}{talk['id']}/attachments/{used}/").status_code == 200
