import pytest
from django.test import Client
from django.urls import reverse

from nexus.commerce.ledger.models import Transaction
from tests.factories.ledger import sale, share

pytestmark = pytest.mark.django_db


def test_a_transactions_entries_are_told_in_money(admin, seller):
    sale(share(seller.pk, "1500.00"))
    office = Client()
    office.force_login(admin)

    page = office.get(reverse("admin:ledger_transaction_change", args=[Transaction.objects.get().pk]))

    html = page.content.decode()
    assert "+1,500.00 USD as payment" in html
    assert "-1,500.00 USD as goods" in html
    assert "150000" not in html
