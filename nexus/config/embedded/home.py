import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from nexus.config.embedded.errors import EngineError

CHECKOUT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Home:
    """The data folder: what a site without servers of its own keeps, and the locks around it."""

    path: Path

    @property
    def start_lock(self) -> Path:
        """Held while engines start or stop."""
        return self.path / "run" / "start.lock"

    @property
    def lease_lock(self) -> Path:
        """Shared by everyone who uses the engines, for as long as they do."""
        return self.path / "run" / "lease.lock"

    @property
    def logs(self) -> Path:
        """Where everything that runs writes what it has to say."""
        return self.path / "logs"

    @property
    def run(self) -> Path:
        """What is only true while something runs."""
        return self.path / "run"

    @property
    def draining(self) -> Path:
        """There while the site is about to stop: as long, it says that it isn't ready."""
        return self.path / "draining"


def home_path(asked: str | Path | None = None) -> Path:
    """Where the data folder is: as asked, or NEXUS_HOME, or inside the checkout."""
    chosen = asked or os.environ.get("NEXUS_HOME") or CHECKOUT / ".nexus"
    return Path(chosen).expanduser().resolve()


def open_home(asked: str | Path | None = None) -> Home:
    """Give the data folder, made if it wasn't there, or say why it can't be used."""
    home = Home(home_path(asked))
    try:
        for folder in (home.logs, home.run):
            folder.mkdir(parents=True, exist_ok=True)
        # The mode bits don't tell of a read-only mount, a full disk or a foreign owner: writing does.
        with tempfile.TemporaryFile(dir=home.run) as trial:
            trial.write(b"writable")
    except OSError as failure:
        raise EngineError(
            f"The data folder {home.path} can't be written ({failure.strerror}): "
            "set NEXUS_HOME to a folder that can."
        ) from failure
    return home
