"""Numbers without a gap, whoever issues at once and whatever is undone; and these tests would notice."""

from functools import partial

import pytest
from django.db import IntegrityError, transaction

from nexus.commerce.documents.actions import issue_invoices
from nexus.commerce.documents.models import Document, DocumentKind, Series
from nexus.commerce.documents.models.series import SeriesQuerySet
from tests.factories.accounts import UserFactory
from tests.factories.catalog import ProductFactory
from tests.factories.orders import paid_order
from tests.together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 24


@pytest.fixture
def orders():
    product, customer = ProductFactory(variant__stock=MANY), UserFactory()
    return [paid_order((product, 1), customer=customer).pk for _ in range(MANY)]


def numbers():
    return sorted(Document.objects.filter(kind=DocumentKind.INVOICE).values_list("number", flat=True))


def undone(order):
    with transaction.atomic():
        issue_invoices(order)
        transaction.set_rollback(True)


def test_many_at_once_leave_no_gap_and_no_double(orders):
    all_at_once(partial(issue_invoices, order) for order in orders)

    assert numbers() == list(range(1, MANY + 1))


def test_what_is_undone_leaves_no_gap(orders):
    kept, given_up = orders[: MANY // 2], orders[MANY // 2 :]

    all_at_once(
        [*(partial(issue_invoices, order) for order in kept), *(partial(undone, order) for order in given_up)]
    )

    assert numbers() == list(range(1, len(kept) + 1))


def test_one_order_has_one_invoice_however_many_issue_it(orders):
    all_at_once([partial(issue_invoices, orders[0])] * 16)

    assert numbers() == [1]
    assert Series.objects.get().last == 1


def tried(order):
    try:
        issue_invoices(order)
    except IntegrityError:
        return False
    return True


def test_without_the_lock_numbers_would_be_taken_twice(orders, monkeypatch):
    def unlocked(self, seller_id, kind):
        return self.get_or_create(seller_id=seller_id, kind=kind)[0]

    monkeypatch.setattr(SeriesQuerySet, "locked", unlocked)

    assert not all(all_at_once(partial(tried, order) for order in orders))
