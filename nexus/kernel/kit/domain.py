from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Domain:
    """A side of the business that a site may switch on: what it installs, routes and answers in GraphQL.

    apps: dotted names for INSTALLED_APPS. urls: the module of its paths under /api/.
    schema: the module with its GraphQL `Query` and `Mutation`.
    """

    name: str
    apps: tuple[str, ...]
    urls: str
    schema: str
