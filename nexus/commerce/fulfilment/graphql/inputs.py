import strawberry
from strawberry import UNSET


@strawberry.input
class ShippedLineInput:
    """So many of a line."""

    line: strawberry.ID
    quantity: int


@strawberry.input
class ShipmentInput:
    """What is sent: so many of some lines, or everything that is left where no lines are named."""

    lines: list[ShippedLineInput] | None = UNSET
    carrier: str | None = UNSET
    tracking_number: str | None = UNSET
    tracking_url: str | None = UNSET


@strawberry.input
class TrackingInput:
    """How a parcel can be followed: what is given is changed."""

    carrier: str | None = UNSET
    tracking_number: str | None = UNSET
    tracking_url: str | None = UNSET
