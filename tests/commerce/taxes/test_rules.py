"""Setting taxes: administrators do, everyone sees them."""

import pytest
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse

from nexus.commerce.taxes.models import TaxRule
from nexus.kernel.events.models import Event
from tests.asking import ask
from tests.factories.taxes import TaxRuleFactory
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db

VAT = {"name": "VAT", "country": "DE", "rate": "19"}
PATH = "/api/tax-rules/"


def refusal(answer, status: int) -> dict:
    assert answer.status_code == status, answer.content
    return answer.json()["error"]


def test_an_administrator_sets_changes_and_takes_out_a_tax(client_of, admin, visitor):
    category, client = CategoryFactory(), client_of(admin)

    rule = client.post(PATH, VAT | {"category": category.slug, "rate": "7"}).json()["data"]

    assert (rule["rate"], rule["category"]["id"], rule["is_included"]) == ("7.00", category.pk, True)
    path = f"{PATH}{rule['id']}/"
    for change in (client.put, client.patch):
        assert change(path, {"rate": "5.5"}).json()["data"]["rate"] == "5.50"
    assert visitor.get(path).json()["data"]["rate"] == "5.50"
    assert client.delete(path).status_code == 204
    assert refusal(visitor.get(path), 404)
    names = [f"commerce.tax_rule.{what}" for what in ("added", "changed", "changed", "removed")]
    assert [*Event.objects.order_by("pk").values_list("name", flat=True)] == names


def test_others_may_look_and_change_nothing(client_of, visitor, seller):
    path = f"{PATH}{TaxRuleFactory().pk}/"

    for client, status in ((visitor, 401), (client_of(seller), 403)):
        assert refusal(client.post(PATH, VAT | {"country": "FR"}), status)
        assert refusal(client.put(path, {"rate": "0"}), status)
        assert refusal(client.delete(path), status)
        assert client.get(path).json()["data"]["rate"] == "19.00"


def test_a_country_has_one_rule_for_a_category_and_one_for_all_else(client_of, admin):
    client, category = client_of(admin), CategoryFactory()

    for terms in (VAT, VAT | {"category": category.pk}):
        assert client.post(PATH, terms).status_code == 201
        assert refusal(client.post(PATH, terms), 409)["details"]["country"]


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"rate": "-1"}, "rate"),
        ({"rate": "100.01"}, "rate"),
        ({"rate": "7.777"}, "rate"),
        ({"country": "Germany"}, "country"),
        ({"country": "XX"}, "country"),
        ({"category": "not-here"}, "category"),
        ({"name": "V\nAT"}, "name"),
    ],
)
def test_what_makes_no_sense_is_told(client_of, admin, terms, field):
    assert field in refusal(client_of(admin).post(PATH, VAT | terms), 400)["details"]
    assert not TaxRule.objects.exists()


def test_a_category_with_a_tax_of_its_own_stays(client_of, admin):
    category = TaxRuleFactory(category=CategoryFactory()).category

    assert refusal(client_of(admin).delete(f"/api/categories/{category.pk}/"), 409)


def test_the_list_is_narrowed_and_costs_the_same_whatever_is_in_it(visitor, django_assert_num_queries):
    TaxRuleFactory(country="AT")
    books = TaxRuleFactory(category=CategoryFactory()).category
    assert [rule["country"] for rule in visitor.get(PATH, {"country": "AT"}).json()["results"]] == ["AT"]
    assert visitor.get(PATH, {"category": books.pk}).json()["count"] == 1
    assert refusal(visitor.get(PATH, {"country": "at"}), 400)

    query = "{ taxRules { totalCount edges { node { country rate category { name } } } } }"
    for count in (1, 10):
        for _ in range(count):
            TaxRuleFactory(category=CategoryFactory())
        with django_assert_num_queries(2):
            assert visitor.get(PATH, {"page_size": 100 - count}).status_code == 200
        with django_assert_num_queries(3):
            ask(visitor, query)


def test_a_calculator_that_nobody_registered_stops_the_start(settings):
    assert not [error for error in run_checks() if error.id == "nexus.taxes.E001"]
    settings.TAX_CALCULATOR = "nowhere"

    (error,) = [error for error in run_checks() if error.id == "nexus.taxes.E001"]
    assert "table" in error.msg


def test_in_the_back_office_too_only_sound_ones_are_saved(admin):
    office = Client()
    office.force_login(admin)
    path = reverse("admin:taxes_taxrule_add")

    assert office.post(path, VAT | {"rate": "101"}).status_code == 200
    assert office.post(path, VAT | {"is_included": "on"}).status_code == 302
    assert office.post(path, VAT).status_code == 200  # a second one
    rule = TaxRule.objects.get()
    assert (rule.rate, rule.is_included) == (19, True)
    assert office.post(reverse("admin:taxes_taxrule_delete", args=[rule.pk]), {"post": "yes"})
    assert not TaxRule.objects.exists()
