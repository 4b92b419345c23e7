import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from nexus.kernel.uploads.actions import StoredImage, store_image
from tests.factories.pictures import picture, sent


@pytest.fixture
def stored() -> StoredImage:
    return store_image(sent(picture()))


def test_a_picture_is_served_as_nothing_but_a_picture(client, stored):
    answer = client.get(f"/media/{stored.card}")

    assert answer.status_code == 200
    assert answer.content[8:12] == b"WEBP"
    assert answer["Content-Type"] == "image/webp"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_a_client_that_has_it_is_told_so(client, stored):
    etag = client.get(f"/media/{stored.card}")["ETag"]

    answer = client.get(f"/media/{stored.card}", headers={"If-None-Match": etag})

    assert answer.status_code == 304
    assert answer.content == b""
    assert client.get(f"/media/{stored.full}", headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "",
        "images/",
        "images/../secret_key",
        "../secret_key",
        "..%2fsecret_key",
        "%2e%2e/secret_key",
        "images/ab/%2e%2e/%2e%2e/secret_key",
        "/etc/passwd",
        "images/ab/ab.webp",
        "images/zz/zz-full.webp",
        "images/ab/" + "ab" * 16 + "-full.webp",
        "images/ab/" + "ab" * 16 + "-full.webp\n",
    ],
)
def test_any_other_name_is_unknown(client, media, name):
    media.mkdir()
    (media.parent / "secret_key").write_text("secret")

    assert client.get(f"/media/{name}").status_code == 404


def test_a_file_that_is_not_ours_is_not_served_even_if_it_lies_there(client):
    name = default_storage.save("images/ab/page.html", ContentFile(b"<script>"))

    assert client.get(f"/media/{name}").status_code == 404


def test_it_is_for_reading_only(client, stored):
    assert client.post(f"/media/{stored.card}").status_code == 405
    assert client.head(f"/media/{stored.card}").status_code == 200


def test_a_deleted_picture_is_gone_even_for_those_who_have_it(client, stored):
    default_storage.delete(stored.card)

    answer = client.get(f"/media/{stored.card}", headers={"If-None-Match": f'"{stored.card[-45:]}"'})

    assert answer.status_code == 404
