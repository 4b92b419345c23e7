from nexus.kernel.api.errors import InternalError, MalformedRequest, ServiceUnavailable, Unprocessable


class PaymentDeclined(Unprocessable):
    """The provider refused the customer's means of payment; the order waits for another."""

    code = "PAYMENT_DECLINED"
    sentence = "The payment was declined. Try again, or pay in another way."
    shown = {"payment": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11"}


class ProviderSilent(ServiceUnavailable):
    """The provider gave no answer: what came of the request is not known yet."""

    sentence = (
        "The payment provider did not answer. Nothing is lost, and nothing is charged twice: "
        "send the same request again in a moment."
    )


class ForgedWebhook(MalformedRequest):
    """A webhook is not the provider's, or is too old to be taken."""

    sentence = "The signature of this webhook is missing, wrong or too old."


class ProviderWithoutKey(ProviderSilent):
    """The site has no key to ask the provider with, and asks nothing; an operator is told the setting."""

    def __init__(self, setting: str) -> None:
        self.setting = setting
        super().__init__()


class WrongAmount(InternalError):
    """A provider captured another amount than it was asked for: somebody has to look at it."""
