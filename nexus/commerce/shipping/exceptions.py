from nexus.kernel.api.errors import Unprocessable


class NotDeliverable(Unprocessable):
    """No way of sending reaches the address, or takes the weight; details name the sellers."""

    code = "NOT_DELIVERABLE"
    sentence = (
        "Not everything can be sent to this address, or in one parcel: give another address, or order less "
        "of these sellers' goods, or none."
    )
