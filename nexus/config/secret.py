import os
import secrets
from pathlib import Path
from typing import Final

from django.core.exceptions import ImproperlyConfigured

SHORTEST: Final = 32


def own_secret(home: Path) -> str:
    """Give this installation's own secret key, made at its first start and kept in its data folder."""
    kept = home / "secret_key"
    if not kept.exists():
        home.mkdir(parents=True, exist_ok=True)
        _write_once(kept, secrets.token_urlsafe(48))
    return kept.read_text()


def long_enough(secret: str) -> str:
    """Take a secret key that nobody can find out by trying; sessions, tokens and cursors hang on it."""
    if len(secret) < SHORTEST:
        raise ImproperlyConfigured(f"Set SECRET_KEY to a random text of at least {SHORTEST} characters")
    return secret


def _write_once(path: Path, secret: str) -> None:
    # Two processes may start at once: whoever links first wins, and both read the same.
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secret)
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
