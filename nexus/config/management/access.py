"""Who may do what, as a page of the docs: made from what the operations say of themselves."""

from collections.abc import Iterable, Iterator

from nexus.config.pages.document import openapi
from nexus.config.schema import schema
from nexus.kernel.api.graphql.scopes import root_scopes
from nexus.kernel.kit.scopes import sentences

_START = """# Who may do what

Made by `manage.py access_table` from what each operation says of itself; change it there.

**Who** is asked of every caller: by the action (`require`) and by what there is to see (`visible_to`).
**Scope** is asked of API keys and of other programs only: they may do what both allow. `sign-in` is what no
key and no program may, `any` what each may. [API keys](guides/api-keys.md) and [OAuth](guides/oauth.md) say
how scopes are given. Support sees what an administrator does, and changes none of it.
"""


def access_page() -> str:
    """Write the page: the scopes, then each operation of both doors."""
    return "\n".join([_START, *_scopes(), *_rest(), *_graphql()]) + "\n"


def _scopes() -> Iterator[str]:
    yield from ("## Scopes", "")
    yield from _table(("scope", "lets a key or a program"), sorted(sentences().items()))


def _rest() -> Iterator[str]:
    rows = (
        (f"`{method.upper()} {path}`", told["summary"], told["x-access"]["who"], told["x-access"]["scope"])
        for path, methods in openapi()["paths"].items()
        for method, told in methods.items()
    )
    yield from ("## REST", "")
    yield from _table(("operation", "what", "who", "scope"), rows)


def _graphql() -> Iterator[str]:
    yield from ("## GraphQL", "", "The same actions, and so the same rules of who.", "")
    rows = ((f"`{name}`", scope) for name, scope in root_scopes(schema.types).items())
    yield from _table(("field", "scope"), rows)


def _table(titles: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for cells in (titles, ("---",) * len(titles), *rows):
        yield f"| {' | '.join(cells)} |"
    yield ""
