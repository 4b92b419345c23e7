"""The floor: what the machine gives when nothing stands between the socket and the statement.

A bare WSGI app that runs, for each workload, the very statement that Nexus runs, once, and writes its rows as
JSON. `bench/statements.py` records the statements and passes them in a file.
"""

import json
import os
from pathlib import Path

import msgspec
import psycopg
from psycopg.rows import dict_row

_STATEMENTS = {
    path: sql.encode() for path, sql in json.loads(Path(os.environ["FLOOR_STATEMENTS"]).read_text()).items()
}
_connection = psycopg.connect(
    os.environ["DATABASE_URL"], autocommit=True, row_factory=dict_row, prepare_threshold=0
)
_encode = msgspec.json.Encoder(enc_hook=str).encode


def application(environ, start_response):
    """Answer a workload's path with its rows."""
    path = environ["PATH_INFO"]
    if environ["QUERY_STRING"]:
        path = f"{path}?{environ['QUERY_STRING']}"
    body = _encode({"success": True, "results": _connection.execute(_STATEMENTS[path]).fetchall()})
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]
