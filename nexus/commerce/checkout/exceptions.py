from nexus.kernel.api.errors import Conflict, Unprocessable


class MixedCurrencies(Unprocessable):
    """There is no one currency in which everything that is asked for has a price."""

    code = "MIXED_CURRENCIES"
    sentence = "These things have no price in one and the same currency: order them apart."


class PricesChanged(Conflict):
    """It costs more than the customer was shown; `details` names what rose."""

    code = "PRICES_CHANGED"
    sentence = "Prices rose since you saw them. Look at the cart again, then order."
