from nexus.kernel.authentication.models.families import (
    USER_AGENT_LENGTH,
    Flags,
    RefreshToken,
    TokenFamily,
    TokenFamilyQuerySet,
)
from nexus.kernel.authentication.models.keys import Algorithm, KeyState, SigningKey

__all__ = [
    "USER_AGENT_LENGTH",
    "Algorithm",
    "Flags",
    "KeyState",
    "RefreshToken",
    "SigningKey",
    "TokenFamily",
    "TokenFamilyQuerySet",
]
