from functools import cache

from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry


@cache
def valkey() -> Redis:
    """Give this process's connection pool to Valkey; callers decide what its absence means to them."""
    # One retry, at once: a pooled connection may have died with an earlier Valkey. More would only cost time.
    return Redis.from_url(
        settings.REDIS_URL, socket_timeout=0.5, socket_connect_timeout=0.5, retry=Retry(NoBackoff(), 1)
    )
