from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from nexus.commerce.catalog.models import Product, ProductImage
from nexus.kernel.events.models import Event
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory, ProductImageFactory
from tests.factories.pictures import picture, png_that_claims, sent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def product(seller):
    return ProductFactory(seller=seller)


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def post(client, product, **body):
    return client.post(f"/api/products/{product.pk}/images/", body, format="multipart")


def test_a_seller_adds_pictures_and_everyone_sees_them(client_of, seller, product, visitor):
    answer = post(
        client_of(seller), product, images=[sent(picture((900, 600))), sent(picture())], alt="In red"
    )

    assert answer.status_code == 201
    first, second = answer.json()["data"]
    assert (first["width"], first["height"], first["alt"], first["position"]) == (900, 600, "In red", 0)
    assert second["position"] == 1
    assert first["url"] == first["full"]
    shown = visitor.get(f"/api/products/{product.pk}/").json()["data"]
    assert [image["id"] for image in shown["images"]] == [first["id"], second["id"]]
    assert shown["image"] == first["card"]
    served = visitor.get(first["thumb"].removeprefix("http://testserver"))
    assert served["Content-Type"] == "image/webp"


def test_one_file_may_be_sent_as_image(client_of, seller, product):
    answer = post(client_of(seller), product, image=sent(picture()))

    assert len(answer.json()["data"]) == 1


@pytest.mark.parametrize("kind", ["multipart", "json"])
def test_pictures_are_not_passed_over_where_they_are_sent_with_a_product(client_of, seller, kind):
    images = [sent(picture())] if kind == "multipart" else ["https://example.com/shirt.jpg"]

    answer = client_of(seller).post(
        "/api/products/", {"name": "Shirt", "price": "9.90", "images": images}, format=kind
    )

    assert answer.status_code == 400
    (sentence,) = answer.json()["error"]["details"]["images"]
    assert "POST /api/products/{id}/images/" in sentence
    assert not Product.objects.filter(seller=seller).exists()


def test_more_pictures_come_behind_those_that_are_there(client_of, seller, product):
    ProductImageFactory(product=product, position=4)

    answer = post(client_of(seller), product, images=[sent(picture())])

    assert [image["position"] for image in answer.json()["data"]] == [4, 5]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        pytest.param(b"hello", 400, "VALIDATION_ERROR", id="text"),
        pytest.param(b"", 400, "VALIDATION_ERROR", id="empty"),
        pytest.param(b"<svg xmlns='http://www.w3.org/2000/svg'/>", 400, "VALIDATION_ERROR", id="svg"),
        pytest.param(picture()[:60], 400, "VALIDATION_ERROR", id="truncated"),
        pytest.param(png_that_claims(50_000, 50_000), 400, "VALIDATION_ERROR", id="bomb"),
        pytest.param(picture() + b"\0" * 1_000_000, 413, "PAYLOAD_TOO_LARGE", id="large"),
    ],
)
def test_one_file_that_cannot_be_taken_is_told_and_none_is_kept(
    client_of, seller, product, media, settings, content, status, code
):
    settings.IMAGE_MAX_BYTES = 1_000_000

    answer = post(client_of(seller), product, images=[sent(picture()), sent(content), sent(picture())])

    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["code"] == code
    assert "images" in error["details"]
    assert files_in(media) == []
    assert not ProductImage.objects.exists()
    assert not Event.objects.exists()


def test_a_field_that_does_not_fit_is_told_before_any_file_is_kept(client_of, seller, product, media):
    answer = post(client_of(seller), product, images=[sent(picture())], alt="x" * 301)

    assert answer.status_code == 400
    assert set(answer.json()["error"]["details"]) == {"alt"}
    assert files_in(media) == []


@pytest.mark.parametrize("body", [{}, {"alt": "no file"}, {"images": "no file"}, {"image": "no file"}])
def test_without_a_file_it_says_which_field_lacks_it(client_of, seller, product, body):
    answer = post(client_of(seller), product, **body)

    assert answer.status_code == 400
    assert set(answer.json()["error"]["details"]) <= {"images", "image"}


def test_another_content_type_is_not_spoken(client_of, seller, product):
    answer = client_of(seller).post(f"/api/products/{product.pk}/images/", {"images": ["x"]}, format="json")

    assert answer.status_code == 415
    assert answer.json()["error"]["code"] == "UNSUPPORTED_MEDIA_TYPE"
    assert "multipart/form-data" in answer.json()["error"]["message"]


def test_more_files_than_a_request_takes(client_of, seller, product, media):
    files = [SimpleUploadedFile(f"{n}.png", picture()) for n in range(11)]

    assert post(client_of(seller), product, images=files).status_code == 422
    assert files_in(media) == []


def test_more_pictures_than_a_product_takes(client_of, seller, product, media):
    ProductImageFactory.create_batch(19, product=product)

    answer = post(client_of(seller), product, images=[sent(picture()), sent(picture())])

    assert answer.status_code == 422
    assert "19" in answer.json()["error"]["message"]
    assert files_in(media) == []
    assert post(client_of(seller), product, images=[sent(picture())]).status_code == 201


@pytest.mark.parametrize(
    ("who", "status"), [("visitor", 401), ("another seller", 403), ("customer", 403), ("admin", 403)]
)
def test_only_its_seller_adds_pictures(client_of, product, media, who, status):
    users = {
        "visitor": None,
        "another seller": UserFactory(seller=True),
        "customer": UserFactory(),
        "admin": UserFactory(admin=True),
    }

    assert post(client_of(users[who]), product, images=[sent(picture())]).status_code == status
    assert files_in(media) == []


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_another_sellers_product_that_is_not_public_is_not_there(client_of, status):
    product = ProductFactory(status=status)

    answer = post(client_of(UserFactory(seller=True)), product, images=[sent(picture())])

    assert answer.status_code == 404


def test_the_same_key_adds_the_pictures_once(client_of, seller, product):
    client = client_of(seller)
    client.credentials(**client._credentials, HTTP_IDEMPOTENCY_KEY="pictures-1")

    first = post(client, product, images=[sent(picture())])
    again = post(client, product, images=[sent(picture())])

    assert again.content == first.content
    assert ProductImage.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "status"), [("seller", 204), ("admin", 204), ("customer", 403), ("visitor", 401)]
)
def test_who_may_take_a_picture_down(
    client_of, seller, product, media, who, status, django_capture_on_commit_callbacks
):
    image = post(client_of(seller), product, images=[sent(picture())]).json()["data"][0]
    users = {"seller": seller, "admin": UserFactory(admin=True), "customer": UserFactory(), "visitor": None}

    with django_capture_on_commit_callbacks(execute=True):
        answer = client_of(users[who]).delete(f"/api/products/{product.pk}/images/{image['id']}/")

    assert answer.status_code == status
    assert ProductImage.objects.exists() is (status != 204)
    assert len(files_in(media)) == (0 if status == 204 else 3)


def test_a_picture_of_another_product_is_not_there(client_of, seller, product):
    other = ProductImageFactory(product=ProductFactory(seller=seller))

    assert client_of(seller).delete(f"/api/products/{product.pk}/images/{other.pk}/").status_code == 404


def test_when_the_deletion_is_rolled_back_the_files_stay(client_of, seller, product, media):
    image = post(client_of(seller), product, images=[sent(picture())]).json()["data"][0]

    client_of(seller).delete(f"/api/products/{product.pk}/images/{image['id']}/")  # never committed here

    assert len(files_in(media)) == 3
