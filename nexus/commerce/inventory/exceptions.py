"""How moving stock can be refused."""

from nexus.kernel.api.errors import Unprocessable


class InsufficientStock(Unprocessable):
    """There is less than was asked for; `details.items` names each variant, what was asked, what is left."""

    code = "INSUFFICIENT_STOCK"
    sentence = "There is not enough in stock for this."
    shown = {"items": [{"variant": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11", "asked": 3, "available": 2}]}


class NotHeld(Unprocessable):
    """The order has less of it, held or shipped, than this would move; `details.items` says which."""

    code = "NOT_HELD"
    sentence = "This is not held for the order, or not so much of it."
    shown = {"items": [{"variant": "0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11", "asked": 3, "held": 2}]}
