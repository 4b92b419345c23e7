from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One number that says how the site is doing, and where to look behind it."""

    title: str
    value: int
    note: str
    link: str
    icon: str
