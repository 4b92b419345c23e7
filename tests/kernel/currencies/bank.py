"""A bank on this machine that gives out its rates over HTTP, and can be told to fail."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

RATES = {"USD": "1.0800", "JPY": "162.00", "GBP": "0.8000", "IDR": "17000.5", "KWD": "0.3333"}
ENVELOPE = """<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01"
 xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
\t<gesmes:subject>Reference rates</gesmes:subject>
\t<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
\t<Cube>{days}</Cube>
</gesmes:Envelope>"""


def file_of(days: Mapping[date, Mapping[str, str]]) -> bytes:
    """Write the bank's file."""
    cubes = (
        f"<Cube time='{day}'>"
        + "".join(f"<Cube currency='{code}' rate='{rate}'/>" for code, rate in rates.items())
        + "</Cube>"
        for day, rates in days.items()
    )
    return ENVELOPE.format(days="".join(cubes)).encode()


class Bank(ThreadingHTTPServer):
    """What it answers, and how often it was asked."""

    daemon_threads = True
    status = 200
    body = b""
    asked = 0

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.place}/stats/eurofxref-daily.xml"


class _Counter(BaseHTTPRequestHandler):
    server: Bank

    def do_GET(self) -> None:
        self.server.asked += 1
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def open_bank() -> Iterator[Bank]:
    """Run a bank for a while."""
    with Bank(("127.0.0.1", 0), _Counter) as bank:
        thread = Thread(target=bank.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield bank
        finally:
            bank.shutdown()
            thread.join()
