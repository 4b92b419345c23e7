from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class GeneratedFile(BaseCommand):
    """A command that writes a file made from the code, or checks that the committed one is current."""

    path: Path

    def content(self) -> bytes:
        """Make the file's content anew."""
        raise NotImplementedError

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --check."""
        parser.add_argument("--check", action="store_true", help="write nothing; fail when it is out of date")

    def handle(self, *, check: bool, **_: Any) -> None:
        """Write the file, or compare."""
        place = settings.ROOT / self.path
        content = self.content()
        if not check:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
            self.stdout.write(f"Wrote {self.path}")
        elif not place.exists() or place.read_bytes() != content:
            command = type(self).__module__.rpartition(".")[2]
            raise CommandError(f"{self.path} is out of date: run 'manage.py {command}'.")


def readable_json(value: Any) -> bytes:
    """Write JSON for people and for diffs."""
    return msgspec.json.format(msgspec.json.encode(value, enc_hook=str), indent=2) + b"\n"
