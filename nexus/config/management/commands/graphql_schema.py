from pathlib import Path

from nexus.config.management.generated import GeneratedFile
from nexus.config.schema import schema


class Command(GeneratedFile):
    help = "Write the GraphQL schema of the whole site."
    path = Path("docs/schema.graphql")

    def content(self) -> bytes:
        return f"{schema.as_str()}\n".encode()
