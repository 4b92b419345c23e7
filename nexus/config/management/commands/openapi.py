from pathlib import Path

from nexus.config.management.generated import GeneratedFile, readable_json
from nexus.config.pages.document import openapi


class Command(GeneratedFile):
    help = "Write the OpenAPI document of the whole site."
    path = Path("docs/openapi.json")

    def content(self) -> bytes:
        return readable_json(openapi())
