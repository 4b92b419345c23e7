"""django-oscar with django-oscar-api, on granian as Nexus is: installed, filled, started, bought from."""

import json
import sys
from pathlib import Path
from typing import Any

from bench.peers.buying import Client
from bench.peers.shops import HERE, PRODUCTS, Ask, Start, installed, own_database, run
from bench.servers import free_port, granian_options, running
from bench.workloads import ADDRESS

NAME = "Oscar"
LIST = "/api/products/"
SITE = "bench.peers.oscar_site"
READS = {
    "list": Ask(LIST),
    "filter": Ask(f"{LIST}?category=bench-3&min_price=100&max_price=500"),
    "detail": Ask(f"{LIST}5000/"),
    "search": Ask(f"{LIST}?search=galaxy"),
}


def prepare(folder: Path, catalogue: list[dict[str, Any]]) -> Start:
    """Install it where it isn't, fill a database of its own, and say how it is started."""
    python, wanted = str(folder / "bin" / "python"), HERE / "oscar_site" / "requirements.txt"
    installed(folder, wanted, lambda: _install(folder, wanted))
    environment = own_database("oscar") | {"DJANGO_SETTINGS_MODULE": f"{SITE}.settings"}
    rows = folder / "catalogue.json"
    rows.write_text(json.dumps(catalogue))
    run([python, "-m", f"{SITE}.fill", str(rows)], environment)
    port = free_port()
    command = [python, "-W", "ignore", "-m", "granian", *granian_options(port), f"{SITE}.wsgi:application"]
    return lambda: running(command, port, LIST, **environment)


def _install(folder: Path, wanted: Path) -> None:
    run([sys.executable, "-m", "venv", "--clear", str(folder)])
    run([str(folder / "bin" / "python"), "-m", "pip", "install", "--requirement", str(wanted)])


def buy(client: Client, number: int) -> None:
    """Put something into a guest's basket and order it; the API takes no payment."""
    client.headers.pop("Cookie", None)
    thing = {"url": f"{client.address}/api/products/{number % PRODUCTS + 1}/", "quantity": 1}
    basket = client.post("/api/basket/add-product/", thing)
    client.headers["Cookie"] = client.told["Set-Cookie"].split(";")[0]
    client.post(
        "/api/checkout/",
        {
            "basket": basket["url"],
            "guest_email": f"guest{number}@example.com",
            "shipping_address": {
                "first_name": "Nora",
                "last_name": "Weiss",
                "line1": ADDRESS["line1"],
                "line4": ADDRESS["city"],
                "postcode": ADDRESS["postal_code"],
                "country": f"{client.address}/api/countries/DE/",
            },
        },
    )
