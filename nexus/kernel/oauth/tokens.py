"""What tokens look like: their form tells what they are, and nothing else."""

import secrets


def new_access_token(_: object) -> str:
    """Make an access token."""
    return f"nxo_{secrets.token_urlsafe(32)}"


def new_refresh_token(_: object) -> str:
    """Make a refresh token."""
    return f"nxr_{secrets.token_urlsafe(32)}"
