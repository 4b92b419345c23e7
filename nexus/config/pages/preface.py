"""What the reference says before its first operation."""

from typing import Any, Final

from nexus.config.pages.landing import business
from nexus.kernel.api.errors import REGISTRY

_WORDS: Final = """
One backend for {business}, over REST and [GraphQL](/graphql) alike.

**Sign in.** Take an access token from `POST /api/token/` or `POST /api/auth/login/` and send it as
`Authorization: Bearer <access>`. It lasts ten minutes; `POST /api/token/refresh/` gives the next.

**Answers.** One object is `{"success": true, "data": {…}, "message": "…"}`; a list is
`{"success": true, "count": 150, "next": "…", "previous": null, "results": […]}`; an error is
`{"success": false, "error": {"code": "…", "message": "…", "details": {…}, "request_id": "…"}}`.
The token endpoints answer bare.

**Pages.** `page` and `page_size` (up to 100), or `cursor=` to walk a whole list: follow `next`.

**Versions.** `/api/v1/` and `/api/` are the same; so is `Accept: application/json; version=1.0`.

<details><summary><b>Errors.</b> Branch on the code: these are all.</summary>

| Code | Status | When |
|---|---|---|
"""


def add_preface(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Say what all operations have in common, and every error there is (a drf-spectacular hook)."""
    errors = sorted(REGISTRY.items(), key=lambda entry: (entry[1].status, entry[0]))
    rows = (f"| `{code}` | {error.status} | {error.__doc__} |" for code, error in errors)
    words = _WORDS.strip().replace("{business}", business())
    result["info"]["description"] = words + "\n" + "\n".join(rows) + "\n\n</details>"
    return result
