"""PostgreSQL and Valkey from their wheels, for those who have no servers of their own."""

from nexus.config.embedded.engines import Urls, engines, stop_abandoned
from nexus.config.embedded.environment import engines_in_environment, revive
from nexus.config.embedded.errors import EngineError
from nexus.config.embedded.home import Home, home_path, open_home

__all__ = [
    "EngineError",
    "Home",
    "Urls",
    "engines",
    "engines_in_environment",
    "home_path",
    "open_home",
    "revive",
    "stop_abandoned",
]
