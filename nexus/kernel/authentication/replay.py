"""A code of an authenticator app counts once, for as long as it would be taken."""

from allauth.mfa import app_settings
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache


def remember_codes_long_enough() -> None:
    """Have allauth remember a used code for all periods in which its tolerance takes it, not for one."""
    TOTP._mark_code_used = _mark_code_used  # its own would let a code be used again after half a minute


def _mark_code_used(self: TOTP, code: str) -> bool:
    periods = 2 * app_settings.TOTP_TOLERANCE + 2
    return bool(cache.add(self._get_used_cache_key(code), "y", timeout=periods * app_settings.TOTP_PERIOD))
