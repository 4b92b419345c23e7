"""What is fetched from providers: JSON, by the client that reaches no address inside, within its bounds."""

import logging
from collections.abc import Mapping
from time import monotonic
from typing import Any, Final, NoReturn
from urllib.parse import urlencode

import msgspec
from django.conf import settings

from nexus.kernel.identities.exceptions import NotProved, ProviderUnavailable
from nexus.kernel.outbound.client import Reply, get, post
from nexus.kernel.outbound.exceptions import Refused, Unreachable

logger = logging.getLogger(__name__)

SECONDS: Final = 5.0
KEPT_SECONDS: Final = 3_600.0
# A key that isn't known yet may be a new one: then it is looked for again, but not as often as anybody likes.
RENEWED_SECONDS: Final = 10.0
# One that gave no answer is left alone for a moment.
AWAY_SECONDS: Final = 5.0
MOST_KEPT: Final = 100
_OK: Final = 200
_FAULTS_OF_THEIRS: Final = 500

_JSON: Final = {"Accept": "application/json"}
_kept: dict[str, tuple[float, dict[str, Any]]] = {}
_away_until: dict[str, float] = {}


def kept(url: str, *, at_most_old: float = KEPT_SECONDS) -> dict[str, Any]:
    """Give what stands at an address, as it was within the last while."""
    fetched_at, found = _kept.get(url, (0.0, {}))
    if not found or monotonic() - fetched_at > at_most_old:
        found = _fetched_anew(url)
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[url] = (monotonic(), found)
    return found


def _fetched_anew(url: str) -> dict[str, Any]:
    # Or everybody who wants to sign in would wait for a provider that is away, one web worker each.
    if monotonic() < _away_until.get(url, 0.0):
        raise ProviderUnavailable
    try:
        return fetch(url)
    except ProviderUnavailable:
        if len(_away_until) >= MOST_KEPT:
            _away_until.clear()
        _away_until[url] = monotonic() + AWAY_SECONDS
        raise


def fetch(url: str, token: str = "") -> dict[str, Any]:
    """Fetch an object; ProviderUnavailable where none comes of it."""
    said: Any = listing(url, token)
    if not isinstance(said, dict):
        unavailable(url, "it isn't an object")
    return said


def listing(url: str, token: str = "") -> Any:
    """Fetch any JSON, with an access token where there is one."""
    bearer = {"Authorization": f"Bearer {token}"} if token else {}
    reply = _called(url, None, {**_JSON, **bearer})
    if reply.status != _OK:
        unavailable(url, f"status {reply.status}")
    return _read(url, reply)


def exchange(url: str, form: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, Any]:
    """Send a form for an object; NotProved where the provider refuses it."""
    type_of_form = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = _called(url, urlencode(form).encode(), {**_JSON, **type_of_form, **headers})
    if reply.status >= _FAULTS_OF_THEIRS:
        unavailable(url, f"status {reply.status}")
    said = _read(url, reply)
    if reply.status != _OK or not isinstance(said, dict) or "error" in said:
        why = said.get("error") if isinstance(said, dict) else ""
        refused(url, f"it refused the code: {why} (status {reply.status})")
    return said


def refused(whom: str, why: str) -> NoReturn:
    """Tell the operator why somebody isn't let in, and whoever asks only that it is so."""
    logger.warning("a sign-in was refused", extra={"provider": whom, "why": why[:300]})
    raise NotProved


def unavailable(whom: str, why: str) -> NoReturn:
    """Tell the operator why a provider can't be used, and whoever asks only that it is so."""
    logger.error("a provider can't be used", extra={"provider": whom, "why": why[:300]})
    raise ProviderUnavailable


def _called(url: str, body: bytes | None, headers: Mapping[str, str]) -> Reply:
    if not url.startswith("https://") and not settings.SIGN_IN_OVER_HTTP:
        unavailable(url, "it isn't https")
    try:
        if body is None:
            return get(url, headers, seconds=SECONDS)
        return post(url, body, headers, seconds=SECONDS)
    except (Refused, Unreachable) as why:
        unavailable(url, str(why))


def _read(url: str, reply: Reply) -> Any:
    try:
        if not reply.is_whole:
            unavailable(url, "its answer is too long, or broke off")
        return msgspec.json.decode(reply.body)
    except (msgspec.DecodeError, RecursionError):
        unavailable(url, f"it isn't JSON (status {reply.status})")
