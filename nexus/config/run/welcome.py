from nexus.config.demo import accounts
from nexus.config.run.address import Address

PAGES = {
    "Start page": "/",
    "API": "/api/",
    "Swagger UI": "/swagger/",
    "ReDoc": "/redoc/",
    "GraphiQL": "/graphql",
    "Admin": "/admin/",
}


def welcome(address: Address, live: Address, *, demo: bool) -> str:
    """Say where to look, and as whom."""
    lines = ["", "Nexus is running.", ""]
    lines += [f"  {page:<12} {address.url}{path}" for page, path in PAGES.items()]
    lines += [f"  {'Live':<12} {live.socket_url}/ws/"]
    if demo:
        lines += ["", "Demo accounts (user name, password):", ""]
        lines += [f"  {role:<12} {name:<16} {password}" for role, name, password in accounts()]
    return "\n".join([*lines, "", "Ctrl-C stops all of it; the data stays.", ""])
