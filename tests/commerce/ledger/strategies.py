"""Sales as they may come: any amounts, any currency, given back in any pieces."""

from decimal import Decimal
from itertools import pairwise

from hypothesis import strategies as st

from nexus.commerce.ledger.actions import SaleShare
from nexus.kernel.kit.ids import new_id
from nexus.kernel.kit.money import from_minor

CURRENCIES = st.sampled_from(["USD", "EUR", "JPY"])
COINS = st.one_of(st.integers(0, 9), st.integers(0, 100_000), st.integers(0, 10**11))


@st.composite
def shares(draw, currency: str, seller_id=None) -> SaleShare:
    """A share as a checkout makes it: nobody is paid for buying, and no commission is above the goods."""
    goods, shipping, tax = (draw(COINS) for _ in range(3))
    discount = draw(st.integers(0, goods + shipping))
    commission = draw(st.integers(0, goods))
    amounts = [from_minor(coins, currency) for coins in (goods, shipping, tax, discount, commission)]
    return SaleShare(seller_id or new_id(), *amounts)


@st.composite
def steps(draw, whole: int) -> list[int]:
    """How far each refund takes it, in coins: from nothing to the whole."""
    stops = draw(st.lists(st.integers(0, whole), max_size=6))
    return [0, *sorted(stops), whole]


def refunds_of(share: SaleShare, stops: list[int], currency: str) -> list[SaleShare]:
    """What goes back at each step; where nothing was paid, the steps are pieces."""
    measured = [from_minor(stop, currency) for stop in stops]
    return [
        share.taken_back(begun, ended, measured[-1], currency)
        for begun, ended in pairwise(measured)
        if measured[-1] > Decimal(0)
    ]
