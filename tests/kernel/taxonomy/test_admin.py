"""The back office's pages for categories: the same actions as through the API."""

import pytest
from django.test import Client

from nexus.kernel.events.models import Event
from nexus.kernel.taxonomy.models import Category
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/taxonomy/category/"


@pytest.fixture
def office(admin):
    client = Client()
    client.force_login(admin)
    return client


def told() -> list[str]:
    return list(Event.objects.order_by("id").values_list("name", flat=True))


def test_a_category_is_added_changed_and_deleted_and_the_log_is_told(office):
    added = office.post(f"{LIST}add/", {"name": "Home", "slug": "home"})
    home = Category.objects.get()
    changed = office.post(f"{LIST}{home.pk}/change/", {"name": "House", "slug": "home"})
    renamed = Category.objects.get()
    deleted = office.post(f"{LIST}{home.pk}/delete/", {"post": "yes"})

    assert [answer.status_code for answer in (added, changed, deleted)] == [302, 302, 302]
    assert (renamed.pk, renamed.name) == (home.pk, "House")
    assert told() == ["taxonomy.category.created", "taxonomy.category.changed", "taxonomy.category.deleted"]
    assert not Category.objects.exists()


def test_a_slug_of_digits_alone_is_told_beside_its_field(office):
    page = office.post(f"{LIST}add/", {"name": "2024", "slug": "2024"})

    assert list(page.context["adminform"].form.errors) == ["slug"]
    assert not Category.objects.exists()


def test_several_are_deleted_together(office):
    chosen = [CategoryFactory().pk, CategoryFactory().pk]

    office.post(LIST, {"action": "delete_selected", "_selected_action": chosen, "post": "yes"})

    assert not Category.objects.exists()
    assert told() == ["taxonomy.category.deleted"] * 2


@pytest.mark.parametrize("slug", ["pens", "ink"])
def test_a_category_is_not_moved_below_itself(office, slug):
    pens = CategoryFactory(slug="pens")
    CategoryFactory(slug="ink", parent=pens)
    parent = Category.objects.get(slug=slug)

    page = office.post(f"{LIST}{pens.pk}/change/", {"name": pens.name, "slug": "pens", "parent": parent.pk})

    assert page.status_code == 200
    assert "A category can&#x27;t be moved below itself." in page.content.decode()
    assert Category.objects.get(slug="pens").parent is None
