from pathlib import Path

from nexus.config.management.access import access_page
from nexus.config.management.generated import GeneratedFile


class Command(GeneratedFile):
    help = "Write the table of who may do what, on both doors."
    path = Path("docs/access.md")

    def content(self) -> bytes:
        return access_page().encode()
