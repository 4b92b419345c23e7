"""What a provider has said of somebody, once it has been proved to be its word."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who somebody is to a provider. subject: the one thing that never changes there; all else is hearsay."""

    subject: str
    email: str
    is_email_verified: bool
    usernames: tuple[str, ...]
    first_name: str
    last_name: str
    said: Mapping[str, Any]

    def values_of(self, claim: str) -> set[str]:
        """Give the texts that a claim holds; its name may be a path, such as realm_access.roles."""
        found = self.said.get(claim)
        if found is None and "." in claim:
            found = self.said
            for step in claim.split("."):
                found = found.get(step) if isinstance(found, Mapping) else None
        listed = found if isinstance(found, list) else [found]
        return {value for value in listed if isinstance(value, str)}
