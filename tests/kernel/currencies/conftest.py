from datetime import timedelta

import pytest
from django.utils import timezone

from tests.kernel.currencies.bank import RATES, file_of, open_bank


@pytest.fixture
def today():
    return timezone.now().date()


@pytest.fixture
def days_ago(today):
    return lambda days: today - timedelta(days=days)


@pytest.fixture
def bank(settings, today):
    """A bank that the site asks, with today's rates."""
    with open_bank() as bank:
        bank.body = file_of({today: RATES})
        settings.EXCHANGE_RATES = "ecb"
        settings.EXCHANGE_RATES_URL = bank.url
        settings.OUTBOUND_ALLOW = [bank.place]
        yield bank
