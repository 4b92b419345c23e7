from pathlib import Path

from nexus.config.management.generated import GeneratedFile, readable_json
from nexus.config.pages.document import openapi
from nexus.config.pages.postman import collection


class Command(GeneratedFile):
    help = "Write the Postman collection from the API's own description."
    path = Path("docs/nexus.postman_collection.json")

    def content(self) -> bytes:
        return readable_json(collection(openapi()))
