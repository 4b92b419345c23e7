"""Taxes at the GraphQL door: the same actions, the same answers."""

import pytest

from nexus.commerce.taxes.models import TaxRule
from tests.asking import ask, refusal
from tests.factories.taxes import TaxRuleFactory
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

WHOLE = "fragment Whole on TaxRule { id name country rate isIncluded taxesShipping category { slug } }"
ADD = f"mutation($input: TaxRuleInput!) {{ addTaxRule(input: $input) {{ ...Whole }} }} {WHOLE}"
CHANGE = f"""
mutation($id: ID!, $input: TaxRuleChanges!) {{ changeTaxRule(id: $id, input: $input) {{ ...Whole }} }} {WHOLE}
"""
REMOVE = "mutation($id: ID!) { removeTaxRule(id: $id) }"
SHOW = f"query($id: ID!) {{ taxRule(id: $id) {{ ...Whole }} }} {WHOLE}"
LIST = "query($category: ID) { taxRules(category: $category) { edges { node { id } } } }"


def test_a_tax_is_set_changed_and_taken_out(client_of, visitor, admin):
    office, books = client_of(admin), CategoryFactory(slug="books")
    said = {"name": "VAT", "country": "DE", "rate": "7.00", "category": "books"}

    made = ask(office, ADD, input=said)["addTaxRule"]
    assert (made["rate"], made["category"]) == ("7.00", {"slug": "books"})
    assert refusal(office, ADD, input=said)["code"] == "CONFLICT"
    changed = ask(office, CHANGE, id=made["id"], input={"category": None, "rate": "19.00"})["changeTaxRule"]
    assert changed == made | {"category": None, "rate": "19.00"}
    assert ask(visitor, SHOW, id=made["id"])["taxRule"] == changed
    assert ask(visitor, LIST, category=str(books.pk))["taxRules"]["edges"] == []

    assert ask(office, REMOVE, id=made["id"]) == {"removeTaxRule": made["id"]}
    assert refusal(visitor, SHOW, id=made["id"])["code"] == "NOT_FOUND"


def test_only_administrators_set_taxes(client_of, visitor, seller):
    rule = TaxRuleFactory()
    said = {"name": "VAT", "country": "FR", "rate": "20.00"}

    for client, code in ((client_of(seller), "PERMISSION_DENIED"), (visitor, "NOT_AUTHENTICATED")):
        assert refusal(client, ADD, input=said)["code"] == code
        assert refusal(client, CHANGE, id=str(rule.pk), input={"rate": "1"})["code"] == code
        assert refusal(client, REMOVE, id=str(rule.pk))["code"] == code
    assert [str(rate) for rate in TaxRule.objects.values_list("rate", flat=True)] == ["19.00"]


@pytest.mark.parametrize("category", ["0", "books"])
def test_a_category_that_cannot_be_one_is_refused_as_rest_refuses_it(visitor, category):
    refused = refusal(visitor, LIST, category=category)

    said = visitor.get("/api/tax-rules/", {"category": category}).json()["error"]
    assert (refused["code"], refused["details"]) == (said["code"], said["details"])


def test_a_rule_costs_one_query_and_its_category_one_more(visitor, django_assert_num_queries):
    rule = TaxRuleFactory(category=CategoryFactory())
    ask(visitor, SHOW, id=str(rule.pk))

    with django_assert_num_queries(2):
        ask(visitor, SHOW, id=str(rule.pk))
