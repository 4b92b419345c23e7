from nexus.kernel.api.errors import Unprocessable


class CouponNotUsable(Unprocessable):
    """The coupon makes this order no cheaper; the sentence says why."""

    code = "COUPON_NOT_USABLE"
    sentence = "This coupon can't be used here: order without it."
    shown = {"coupon": [sentence]}

    def __init__(self, why: str | None = None) -> None:
        super().__init__(why, {"coupon": [why or self.sentence]})
