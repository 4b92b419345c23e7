from nexus.kernel.api.errors import Unprocessable


class NoExchangeRate(Unprocessable):
    """Nobody has said what this currency is worth on that day."""

    code = "NO_EXCHANGE_RATE"
    sentence = "No exchange rate is known for this: the list of exchange rates shows which are."


class RatesUnavailable(Exception):
    """The provider gave no rates: it doesn't answer, or what it says can't be read. Worth another try."""
