from functools import cache

from django.conf import settings
from redis import ConnectionError as Disconnected, Redis
from redis.backoff import NoBackoff
from redis.retry import Retry


@cache
def valkey(patience_s: float = 0.5) -> Redis:
    """Give this process's connection pool to Valkey; callers decide what its absence means to them."""
    # One retry, at once: a pooled connection may have died with an earlier Valkey. A Valkey that let the time
    # run out would do so again.
    retry = Retry(NoBackoff(), 1, supported_errors=(Disconnected,))
    times = {"socket_timeout": patience_s, "socket_connect_timeout": patience_s}
    return Redis.from_url(settings.REDIS_URL, retry=retry, **times)
