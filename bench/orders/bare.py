"""The statements of orders and nothing else: `python -m bench.orders.bare FILE SECONDS`.

psycopg, server-prepared, one order after the other on one connection; the file says which statements. Prints
the orders a second.
"""

import os
import pickle
import random
import sys
import time
from pathlib import Path

import psycopg

from bench.orders.recorded import Recording, Thing


def rate(recording: Recording, things: list[Thing], seconds: float) -> float:
    """Place orders until the time is up."""
    chance, placed = random.Random(), 0
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=0) as connection:
        began = time.perf_counter()
        while time.perf_counter() - began < seconds:
            _place(connection, recording, chance.choice(things))
            placed += 1
        return placed / (time.perf_counter() - began)


def _place(connection: psycopg.Connection, recording: Recording, thing: Thing) -> None:
    claim = recording.claim
    connection.execute("BEGIN")
    for sql, parameters in recording.of(thing):
        cursor = connection.execute(sql, recording.with_claim(parameters, claim))
        rows = cursor.fetchall() if cursor.description else []
        if recording.claims(sql):
            ((claim,),) = rows
    connection.execute("COMMIT")


if __name__ == "__main__":
    print(rate(*pickle.loads(Path(sys.argv[1]).read_bytes()), float(sys.argv[2])))
