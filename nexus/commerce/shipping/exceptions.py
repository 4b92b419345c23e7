from nexus.kernel.api.errors import Unprocessable


class NotDeliverable(Unprocessable):
    """No way of sending reaches the address, or takes the weight; details name the sellers."""

    code = "NOT_DELIVERABLE"
    sentence = (
        "Not everything can be sent to this address, or in one parcel: give another address, or order less "
        "of these sellers' goods, or none."
    )
    shown = {"sellers": ["0199a3f2-6c1e-7d90-8a53-0b6f1f3f9e11"]}
