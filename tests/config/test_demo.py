import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from nexus.commerce.catalog.models import Product
from nexus.config.demo import accounts
from nexus.config.demo.covers import SIDE, draw
from nexus.config.domains import KNOWN
from nexus.config.pages.document import openapi
from nexus.jobs.postings.models import Job
from nexus.kernel.accounts.models import User
from nexus.kernel.taxonomy.models import Category
from nexus.kernel.uploads.images import renditions
from tests.factories.accounts import UserFactory

# What names something that the demo has, and who sends it.
SENT = {"/api/products/": "northlight", "/api/tax-rules/": "admin", "/api/jobs/": "brightforge"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def load(*options: str) -> str:
    out = io.StringIO()
    call_command("demo", *options, stdout=out)
    return out.getvalue()


def test_there_is_something_to_look_at_all_can_sign_in_and_a_second_load_does_nothing(visitor):
    said = load()

    assert said == "Loaded the demo: 10 accounts, 60 products, 25 jobs, 5 applications.\n"
    products = visitor.get("/api/products/", {"page_size": 100}).json()
    assert products["count"] == 60
    assert all(product["image"] for product in products["results"])
    assert len(visitor.get("/api/products/featured/").json()["results"]) == 5
    picture = visitor.get(products["results"][0]["image"].removeprefix("http://testserver"))
    assert picture["Content-Type"] == "image/webp"
    live = visitor.get("/api/jobs/").json()["count"]
    assert 0 < live < Job.objects.count()
    for _, name, password in accounts():
        answer = visitor.post("/api/auth/login/", {"username": name, "password": password})
        assert answer.status_code == 200, answer.content
    assert User.objects.get(username="admin").is_superuser
    before = Product.objects.count(), Job.objects.count(), User.objects.count()

    assert load() == "The demo is loaded already.\n"
    assert (Product.objects.count(), Job.objects.count(), User.objects.count()) == before


def test_a_load_that_is_cut_off_leaves_nothing_and_can_be_done_again(settings, monkeypatch):
    settings.DOMAINS = [KNOWN["jobs"]]  # the quicker one
    with monkeypatch.context() as broken:
        broken.setattr("nexus.config.demo.jobs._apply", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            load()
    assert not User.objects.exists()

    load()

    assert Category.objects.filter(pk=1).exists()
    assert Job.objects.live().filter(pk=1, closes_at=None).exists()


@pytest.mark.parametrize("name", ["commerce", "jobs"])
def test_it_holds_only_the_domains_that_are_on(settings, name):
    settings.DOMAINS = [KNOWN[name]]

    load()

    assert {*User.objects.values_list("username", flat=True)} == {named for _, named, _ in accounts()}
    assert User.objects.filter(is_seller=True).exists() is (name == "commerce")
    assert User.objects.filter(is_employer=True).exists() is (name == "jobs")
    assert Product.objects.exists() is (name == "commerce")
    assert Job.objects.exists() is (name == "jobs")
    assert Category.objects.filter(pk=1).exists()


def test_a_domain_that_is_switched_on_later_brings_its_part(settings):
    settings.DOMAINS = [KNOWN["commerce"]]
    load()
    settings.DOMAINS = [*KNOWN.values()]

    assert load() == "Loaded the demo: 10 accounts, 25 jobs, 5 applications.\n"
    assert load() == "The demo is loaded already.\n"
    assert User.objects.count() == 10


def test_examples_of_the_reference_can_be_sent_as_they_stand(client_of):
    load()
    paths = openapi()["paths"]

    for path, name in SENT.items():
        body = paths[path]["post"]["requestBody"]["content"]["application/json"]
        example = body["examples"]["Request"]["value"]
        sender = client_of(User.objects.get(username=name))
        answer = sender.post(path, example, content_type="application/json")
        assert answer.status_code == 201, answer.content


def test_where_a_name_is_somebody_elses_nothing_is_loaded():
    UserFactory(username="paul", email="paul@example.com")

    assert load() == "The demo is loaded already.\n"
    assert User.objects.count() == 1


def test_it_stays_away_from_a_site_that_others_rely_on(settings):
    settings.DEMO_IS_WELCOME = False
    settings.DOMAINS = [KNOWN["jobs"]]  # the quicker one

    with pytest.raises(CommandError, match="Nothing was loaded"):
        load()
    assert not User.objects.exists()

    assert load("--force").startswith("Loaded")


def test_covers_are_drawn_the_same_each_time_and_differ():
    assert draw("Wool Throw") == draw("Wool Throw")
    assert draw("Wool Throw") != draw("Wall Clock")
    assert renditions(io.BytesIO(draw("Wool Throw")))["full"].size == (SIDE, SIDE)
