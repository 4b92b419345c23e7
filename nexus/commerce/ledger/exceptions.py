from nexus.kernel.api.errors import NotFound, Unprocessable


class NothingToPayOut(Unprocessable):
    """No balance in this currency reaches the minimum."""

    code = "NOTHING_TO_PAY_OUT"
    sentence = "No seller is owed that much in this currency. Lower the minimum, or wait for sales."


class NoPayoutAccount(NotFound):
    """The seller has named no account to be paid to."""

    sentence = "There is no payout account yet. Set one, so that what is owed can be paid out."
