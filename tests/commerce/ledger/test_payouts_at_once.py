"""Nobody is paid twice, whoever pays at the same moment; and these tests would notice."""

from collections import Counter
from functools import partial

import pytest

from nexus.commerce.ledger.models import Account, Payout, Transaction
from nexus.commerce.ledger.models.accounts import AccountQuerySet
from tests.factories.accounts import UserFactory
from tests.factories.ledger import payout, sale, share
from tests.together import all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 16


def owed():
    return sorted(-account.balance for account in Account.objects.filter(kind="seller").with_balance())


def pay_out_many_times(client_of, admin):
    sale(*(share(UserFactory().pk, "10.00") for _ in range(5)))
    pay = partial(client_of(admin).post, "/api/payout-batches/", {"currency": "USD"})
    return Counter(answer.status_code for answer in all_at_once([pay] * MANY))


def test_of_many_batches_at_once_one_pays(client_of, admin):
    assert pay_out_many_times(client_of, admin) == {201: 1, 422: MANY - 1}

    assert Payout.objects.count() == 5
    assert owed() == [0] * 5


def test_without_the_lock_sellers_would_be_paid_twice(client_of, admin, monkeypatch):
    monkeypatch.setattr(AccountQuerySet, "locked_for_payout", lambda *_: None)

    assert pay_out_many_times(client_of, admin)[201] > 1

    assert owed()[0] < 0
    assert Transaction.objects.unbalanced() == []


def test_sales_and_batches_at_once_lose_no_coin(client_of, admin, seller):
    sale(share(seller.pk, "10.00"))
    pay = partial(client_of(admin).post, "/api/payout-batches/", {"currency": "USD"})
    sell = partial(sale, share(seller.pk, "10.00"))

    all_at_once([pay, sell] * 8)

    paid_out = sum(Payout.objects.values_list("amount", flat=True))
    assert sum(owed()) + paid_out == 9 * 10_00
    assert owed()[0] >= 0


def test_a_payout_fails_once_however_many_say_so(client_of, admin, seller):
    lost = payout(seller.pk, "10.00")
    fail = partial(client_of(admin).post, f"/api/payouts/{lost.pk}/fail/", {"reason": "Closed."})

    assert Counter(answer.status_code for answer in all_at_once([fail] * MANY)) == {200: 1, 422: MANY - 1}

    assert owed() == [10_00]


def test_a_batch_is_sent_while_one_of_its_payouts_fails(client_of, admin, seller):
    for _ in range(4):
        lost = payout(seller.pk, "10.00")
        send = partial(client_of(admin).post, f"/api/payout-batches/{lost.batch_id}/send/")
        fail = partial(client_of(admin).post, f"/api/payouts/{lost.pk}/fail/", {"reason": "Closed."})

        assert {answer.status_code for answer in all_at_once([send, fail])} == {200}

        lost.refresh_from_db()
        assert lost.status == "failed"
