from nexus.kernel.api.errors import Conflict, Unprocessable


class MixedCurrencies(Unprocessable):
    """There is no one currency in which everything that is asked for has a price."""

    code = "MIXED_CURRENCIES"
    sentence = "These things have no price in one and the same currency: order them apart."
    shown = {"currency": ["EUR", "USD"]}


class PricesChanged(Conflict):
    """It costs more than the customer was shown; `details` names what rose."""

    code = "PRICES_CHANGED"
    sentence = "Prices rose since you saw them. Look at the cart again, then order."
    shown = {
        "items": [
            {
                "variant": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11",
                "name": "Linen Shirt",
                "seen": "49.90",
                "price": "54.90",
                "currency": "EUR",
            }
        ]
    }
