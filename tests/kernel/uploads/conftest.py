from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    """An empty folder that pictures are kept in."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT
