"""The category tree over GraphQL: the same actions, rules and errors as over REST."""

import pytest

from nexus.kernel.taxonomy.models import Category
from tests.asking import ask, refusal
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

CREATE = "mutation ($input: CategoryInput!) { createCategory(input: $input) { id slug parent { slug } } }"
CHANGE = """mutation ($id: ID!, $input: CategoryChanges!) {
  changeCategory(id: $id, input: $input) { name slug description }
}"""
DELETE = "mutation ($id: ID!) { deleteCategory(id: $id) }"


def test_a_category_is_added_changed_and_deleted(client_of, seller, admin):
    above = CategoryFactory(name="Writing", slug="writing")
    made = ask(client_of(seller), CREATE, input={"name": "Fountain pens", "parent": str(above.pk)})
    made = made["createCategory"]
    assert (made["slug"], made["parent"]) == ("fountain-pens", {"slug": "writing"})

    changed = ask(client_of(seller), CHANGE, id=made["id"], input={"description": "With nibs."})
    assert changed["changeCategory"] == {
        "name": "Fountain pens", "slug": "fountain-pens", "description": "With nibs."
    }  # fmt: skip

    assert ask(client_of(admin), DELETE, id=made["id"]) == {"deleteCategory": made["id"]}
    assert list(Category.objects.all()) == [above]


def test_what_rest_refuses_is_refused(client_of, seeker, employer, seller, admin):
    category = CategoryFactory(slug="phones")
    CategoryFactory(parent=category)
    pens = {"input": {"name": "Pens"}}

    assert refusal(client_of(seeker), CREATE, **pens)["code"] == "PERMISSION_DENIED"
    assert refusal(client_of(employer), CHANGE, id=category.pk, **pens)["code"] == "PERMISSION_DENIED"
    assert refusal(client_of(seller), DELETE, id=category.pk)["code"] == "PERMISSION_DENIED"
    assert refusal(client_of(seller), CREATE, input={"name": "Phones"})["code"] == "CONFLICT"
    assert (
        refusal(client_of(seller), CREATE, input={"name": "Num1", "slug": "1"})["code"] == "VALIDATION_ERROR"
    )
    assert refusal(client_of(admin), DELETE, id=category.pk)["code"] == "CONFLICT"
