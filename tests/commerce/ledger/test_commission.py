from decimal import Decimal

import pytest
from django.core.checks import run_checks
from django.test import Client

from nexus.commerce.ledger.actions import set_commission_rate
from nexus.commerce.ledger.models import CommissionRate
from nexus.commerce.stores.models import Store
from nexus.kernel.api.errors import PermissionDenied
from nexus.kernel.kit.actor import SYSTEM, Actor
from tests.factories.accounts import UserFactory
from tests.factories.taxonomy import CategoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def phones():
    """Electronics > phones > cases, of which electronics and cases have rates."""
    electronics = CategoryFactory()
    phones = CategoryFactory(parent=electronics)
    cases = CategoryFactory(parent=phones)
    set_commission_rate(SYSTEM, electronics.pk, Decimal(8))
    set_commission_rate(SYSTEM, cases.pk, Decimal("15.5"))
    return electronics.pk, phones.pk, cases.pk


def test_the_nearest_rate_counts(phones, seller, settings):
    settings.NEXUS_COMMISSION_PERCENT = "12"
    electronics, phones, cases = phones
    other = CategoryFactory().pk
    asked = [(seller.pk, category) for category in (electronics, phones, cases, other, None)]

    rates = CommissionRate.objects.rates_for(asked)

    assert [rates[pair] for pair in asked] == [8, 8, Decimal("15.5"), 12, 12]


def test_a_stores_own_rate_goes_before_all_others(phones, seller):
    _, phones, _ = phones
    Store.objects.create(owner=seller, name="Nora's", commission_rate=Decimal(0))
    stranger = UserFactory(seller=True)

    rates = CommissionRate.objects.rates_for([(seller.pk, phones), (seller.pk, None), (stranger.pk, phones)])

    assert rates == {(seller.pk, phones): 0, (seller.pk, None): 0, (stranger.pk, phones): 8}


def test_it_takes_one_query_however_many_are_asked_for(phones, seller, django_assert_num_queries):
    pairs = [(UserFactory().pk, category) for category in phones for _ in range(5)]

    with django_assert_num_queries(1):
        assert len(CommissionRate.objects.rates_for(pairs)) == len(pairs)


def test_it_can_be_taken_away_again(phones, seller):
    *_, cases = phones
    set_commission_rate(SYSTEM, cases, None)

    assert CommissionRate.objects.rates_for([(seller.pk, cases)]) == {(seller.pk, cases): 8}


def test_only_administrators_set_it(seller):
    with pytest.raises(PermissionDenied):
        set_commission_rate(Actor.of(seller), CategoryFactory().pk, Decimal(0))


def test_it_is_set_in_the_back_office(admin, seller):
    office = Client()
    office.force_login(admin)
    category = CategoryFactory()

    office.post("/admin/ledger/commissionrate/add/", {"category": category.pk, "rate": "7.5"})
    own = CommissionRate.objects.get()
    assert (own.category_id, own.rate) == (category.pk, Decimal("7.5"))

    office.post(f"/admin/ledger/commissionrate/{own.pk}/change/", {"rate": "6"})
    assert CommissionRate.objects.get().rate == 6

    refused = office.post(f"/admin/ledger/commissionrate/{own.pk}/change/", {"rate": "101"})
    assert refused.status_code == 200
    assert CommissionRate.objects.get().rate == 6

    office.post(f"/admin/ledger/commissionrate/{own.pk}/delete/", {"post": "yes"})
    assert not CommissionRate.objects.exists()


@pytest.mark.parametrize("percent", ["-1", "101", "ten", "NaN", "Infinity", "1.555", ""])
def test_a_percentage_that_can_not_be_meant_stops_the_start(settings, percent):
    settings.NEXUS_COMMISSION_PERCENT = percent

    assert [error.id for error in run_checks() if error.id.startswith("ledger")] == ["ledger.E001"]


@pytest.mark.parametrize("percent", ["0", "12.5", "100"])
def test_one_that_can_be_meant_does_not(settings, percent):
    settings.NEXUS_COMMISSION_PERCENT = percent

    assert not [error for error in run_checks() if error.id.startswith("ledger")]
