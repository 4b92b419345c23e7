"""The engines of a data folder: started, joined, left, killed and taken over."""

import os
import pwd
import signal
import stat
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import environ
import psutil
import psycopg
import pytest
import redis
from kombu import Connection

from nexus.config.addresses import as_broker, numbered
from nexus.config.embedded import (
    EngineError,
    Home,
    Urls,
    engines,
    engines_in_environment,
    revive,
    stop_abandoned,
)
from nexus.config.embedded.accounts import Account, account_for, let_through
from nexus.config.embedded.postgres import Postgres
from nexus.config.embedded.processes import spawn
from nexus.config.embedded.valkey import Valkey
from tests.config.processes import background, data_folder, eventually, python, running_in
from tests.ground import lay_empty_database

pytestmark = pytest.mark.long

HOLD = """
import sys
from nexus.config.embedded import engines
with engines(durable=False) as urls:
    print(urls.database, urls.redis, flush=True)
    sys.stdin.readline()
"""


FORK = """
import os, redis
from nexus.config.embedded import engines
with engines(durable=False) as urls:
    if os.fork() == 0:
        raise SystemExit
    os.wait()
    print("the child is gone")
    print(redis.Redis.from_url(urls.redis).ping())
"""


@pytest.fixture(scope="module")
def used_home() -> Iterator[Path]:
    """A data folder whose engines were started before, by other tests too: to make one is what takes long."""
    with data_folder() as folder:
        lay_empty_database(folder)
        yield folder


@contextmanager
def holder(home: Path) -> Iterator[tuple[psutil.Process, Urls]]:
    """Another process that uses the engines until it is told to leave."""
    with background(home, "-c", HOLD) as process:
        database, cache = process.stdout.readline().split()
        yield process, Urls(database, cache)


def leave(process) -> None:
    process.communicate("\n", timeout=20)


def postmaster(home: Path) -> int:
    return int((home / "postgres" / "postmaster.pid").read_text().split()[0])


def valkey(home: Path) -> int:
    return int((home / "valkey" / "valkey.pid").read_text())


def kept(urls: Urls) -> tuple[object, object]:
    with psycopg.connect(urls.database) as connection, redis.Redis.from_url(urls.redis) as cache:
        return connection.execute("SELECT said FROM notes").fetchall(), cache.get("note")


def keep(urls: Urls) -> None:
    with psycopg.connect(urls.database) as connection, redis.Redis.from_url(urls.redis) as cache:
        connection.execute("CREATE TABLE notes AS SELECT 'grüße' AS said")
        cache.set("note", "hello")


def test_both_answer_and_nothing_is_left_afterwards(home):
    with engines(home, durable=False) as urls:
        with psycopg.connect(urls.database) as connection:
            row = connection.execute("SELECT current_database(), lower('GRÜSSE'), version()").fetchone()
        with (
            redis.Redis.from_url(urls.redis) as cache,
            Connection(as_broker(numbered(urls.redis, 1))) as broker,
        ):
            cache.set("mine", 1)
            assert cache.get("mine") == b"1"
            assert broker.default_channel.client.get("mine") is None
        assert set(running_in(home).values()) == {"postgres", "valkey-server"}
    assert row[:2] == ("nexus", "grüsse")
    assert row[2].startswith("PostgreSQL 18")
    assert running_in(home) == {}


def test_data_outlives_the_engines(home):
    with engines(home) as urls:
        keep(urls)
        before = urls
    with engines(home) as urls:
        assert kept(urls) == ([("grüße",)], b"hello")
        assert urls == before


def test_the_database_address_suits_django_and_libpq(used_home):
    with engines(used_home, durable=False, kinds=(Postgres,)) as urls:
        read = environ.Env.db_url_config(urls.database)
        assert (read["NAME"], read["USER"]) == ("nexus", "postgres")
        options = {"host": read["OPTIONS"]["host"], "port": read["PORT"]}
        with psycopg.connect(dbname=read["NAME"], user=read["USER"], **options) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_whoever_comes_joins_and_the_last_one_who_leaves_stops_them(used_home):
    with holder(used_home) as (first, urls):
        pids = postmaster(used_home), valkey(used_home)
        with holder(used_home) as (second, joined):
            assert joined == urls
            leave(first)
            assert (postmaster(used_home), valkey(used_home)) == pids
            assert psutil.pid_exists(pids[0])
            leave(second)
    assert running_in(used_home) == {}


def test_two_that_start_at_once_share_one_engine(home):
    with ExitStack() as stack:
        ready = [stack.enter_context(background(home, "-c", HOLD)) for _ in range(3)]
        addresses = {process.stdout.readline() for process in ready}
        assert len(addresses) == 1
        assert sum(name == "valkey-server" for name in running_in(home).values()) == 1
        for process in ready:
            leave(process)
    assert running_in(home) == {}


def test_the_engines_of_a_killed_user_are_joined_and_then_stopped(used_home):
    with holder(used_home) as (process, urls):
        pid = postmaster(used_home)
        process.kill()
        process.wait()
    assert pid in running_in(used_home)
    with engines(used_home, durable=False) as joined:
        assert postmaster(used_home) == pid
        assert (joined.database, joined.redis) == (urls.database, urls.redis)
    assert running_in(used_home) == {}


def test_a_killed_suite_is_put_away_but_not_a_running_one(used_home):
    with holder(used_home) as (process, _):
        assert not stop_abandoned(Home(used_home))
        process.kill()
        process.wait()
        assert stop_abandoned(Home(used_home))
    assert running_in(used_home) == {}


def test_what_was_stored_outlives_a_kill_of_everything(used_home):
    with background(used_home, "-c", HOLD.replace("durable=False", "")) as process:
        urls = Urls(*process.stdout.readline().split())
        keep(urls)
        # Valkey writes its log to disk once a second; a kill of the process alone loses nothing.
        killed = {process.pid, postmaster(used_home), valkey(used_home)}
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        process.wait()
    # One that still waits for the disk isn't dead yet, and would be joined.
    assert eventually(lambda: not killed & running_in(used_home).keys())
    with engines(used_home) as urls:
        assert kept(urls) == ([("grüße",)], b"hello")


def test_a_stale_file_that_names_a_strangers_process_stops_no_start(used_home):
    with engines(used_home, durable=False, kinds=(Postgres,)):
        text = (used_home / "postgres" / "postmaster.pid").read_text()
    stale = used_home / "postgres" / "postmaster.pid"
    stale.write_text(text.replace(text.split()[0], str(os.getpid()), 1))
    (used_home / "valkey").mkdir(exist_ok=True)
    (used_home / "valkey" / "valkey.pid").write_text(str(os.getpid()))
    with engines(used_home, durable=False) as urls, psycopg.connect(urls.database) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_an_engine_that_died_in_use_comes_back_at_the_same_address(used_home, monkeypatch, number):
    for name in ("DATABASE_URL", "REDIS_URL", "CELERY_BROKER_URL", "NEXUS_HOME", "PGHOST"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("PATH", os.environ["PATH"])
    said: list[str] = []
    with engines_in_environment(said.append, home=used_home, durable=False):
        addresses = {name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL")}
        dead = postmaster(used_home), valkey(used_home)
        for pid in dead:
            os.kill(pid, number)
        assert eventually(lambda: not set(dead) & running_in(used_home).keys())
        assert revive(said.append) is False
        assert addresses.items() <= os.environ.items()
        with (
            psycopg.connect(addresses["DATABASE_URL"]),
            redis.Redis.from_url(addresses["REDIS_URL"]) as cache,
        ):
            assert cache.ping()
    assert said.count("Postgres has died") == said.count("Valkey has died") == 1
    assert running_in(used_home) == {}


def test_a_path_that_no_socket_can_have(home):
    deep = home / "Ünder 'my' \"house\", %20" / ("deep" * 30)
    with engines(deep, durable=False) as urls:
        with psycopg.connect(urls.database) as connection, redis.Redis.from_url(urls.redis) as cache:
            sockets = [Path(connection.info.host), Path(urlsplit(urls.redis).path).parent]
            assert connection.execute("SELECT 1").fetchone() == (1,)
            assert cache.ping()
        assert {stat.S_IMODE(folder.stat().st_mode) for folder in sockets} == {0o700}
    assert not any(folder.exists() for folder in sockets)


def test_a_path_that_has_to_be_quoted(home):
    odd = home / 'it\'s 50% "my" shop?'
    with (
        engines(odd, durable=False, kinds=(Valkey,)) as urls,
        redis.Redis.from_url(urls.redis) as cache,
        Connection(as_broker(urls.redis)) as broker,
    ):
        cache.set("mine", 1)
        assert broker.default_channel.client.get("mine") == b"1"


def test_only_who_can_open_the_folder_can_ask_valkey(home):
    with engines(home, durable=False, kinds=(Valkey,)) as urls:
        place = Path(urlsplit(urls.redis).path)
        assert stat.S_IMODE(place.parent.stat().st_mode) == stat.S_IMODE(place.stat().st_mode) == 0o700
        with redis.Redis.from_url(urls.redis) as cache:
            assert cache.config_get("port") == {"port": "0"}


def test_full_memory_costs_only_what_has_a_time_to_live(home):
    # Also on a data folder that was made before there was such a limit.
    (home / "valkey").mkdir()
    (home / "valkey" / "valkey.conf").write_text("requirepass old\nport 1\nmaxmemory-policy noeviction\n")
    with engines(home, durable=False, kinds=(Valkey,)) as urls, redis.Redis.from_url(urls.redis) as cache:
        assert cache.config_get("maxmemory") == {"maxmemory": str(256 * 1024 * 1024)}
        cache.config_set("maxmemory", "4mb")
        cache.set("generation", "kept")
        for number in range(100):
            cache.set(f"page {number}", bytes(100_000), px=60_000)
        assert cache.get("generation") == b"kept"
        assert 0 < cache.dbsize() < 100


def test_addresses_from_outside_start_nothing(home, monkeypatch):
    monkeypatch.setenv("NEXUS_HOME", "")
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/nexus")
    monkeypatch.setenv("REDIS_URL", "redis://cache.example:6379/0")
    monkeypatch.setenv("CELERY_BROKER_URL", "")
    with engines_in_environment(print, home=home):
        assert os.environ["DATABASE_URL"] == "postgresql://db.example/nexus"
        assert os.environ["CELERY_BROKER_URL"] == "redis://cache.example:6379/1"
    assert list(home.iterdir()) == []


def test_an_address_that_none_can_have_is_left_to_the_settings_to_refuse(home, monkeypatch):
    for name in ("NEXUS_HOME", "CELERY_BROKER_URL"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/nexus")
    monkeypatch.setenv("REDIS_URL", "redis://[::1/0")
    with engines_in_environment(print, home=home):
        assert os.environ["CELERY_BROKER_URL"] == ""


def test_one_address_from_outside_starts_only_the_other(home, monkeypatch):
    monkeypatch.setenv("NEXUS_HOME", "")
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/nexus")
    monkeypatch.setenv("REDIS_URL", "")
    monkeypatch.setenv("CELERY_BROKER_URL", "amqp://broker.example//")
    with engines_in_environment(lambda _: None, home=home, durable=False):
        assert set(running_in(home).values()) == {"valkey-server"}
        assert os.environ["DATABASE_URL"] == "postgresql://db.example/nexus"
        assert os.environ["CELERY_BROKER_URL"] == "amqp://broker.example//"
    assert running_in(home) == {}


def test_a_forked_child_that_leaves_takes_nothing_with_it(used_home):
    result = python(used_home, "-c", FORK)
    assert result.stdout == "the child is gone\nTrue\n", result.stderr
    assert running_in(used_home) == {}


def test_a_data_folder_that_cant_be_written_is_one_sentence(home):
    (home / "file").touch()
    with pytest.raises(EngineError, match=r"data folder .* can't be written \(.*\): set NEXUS_HOME"):
        engines(home / "file" / "deeper").__enter__()


def test_a_binary_that_cant_run_here_is_one_sentence(home):
    alien = home / "postgres"
    alien.write_bytes(b"\x7fELF of another machine")
    alien.chmod(0o755)
    with pytest.raises(EngineError, match="can't run on this machine: Exec format error"):
        spawn([str(alien)], folder=home, log=home / "log")


def test_an_account_may_pass_through_a_closed_folder_but_not_look_into_it(home):
    target = home / "closed" / "open" / "data"
    target.mkdir(parents=True)
    home.chmod(0o755)
    (home / "closed").chmod(0o700)
    said: list[str] = []
    stranger = Account("stranger", uid=os.getuid() + 4_711, gid=os.getgid() + 4_711)
    let_through(stranger, target, said.append)
    assert stat.S_IMODE((home / "closed").stat().st_mode) == 0o701
    assert said == [f"Letting stranger, who runs PostgreSQL, pass through {home / 'closed'} (chmod +x only)"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down")
def test_as_root_postgresql_runs_as_someone_who_may_do_nothing(home):
    with engines(home, durable=False, kinds=(Postgres,)):
        assert psutil.Process(postmaster(home)).uids().effective != 0
        owners = {path.name: path.stat().st_uid for path in home.iterdir()}
    assert owners.pop("postgres") != 0
    assert set(owners.values()) == {0}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can leave what another can't read")
def test_what_root_writes_into_a_users_data_folder_is_that_users(home, tmp_path, monkeypatch):
    for name in ("NEXUS_HOME", "REDIS_URL", "CELERY_BROKER_URL"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv("DATABASE_URL", "postgresql://db.example/nexus")
    user, elsewhere = pwd.getpwnam("daemon"), tmp_path / "elsewhere"
    elsewhere.touch()
    os.chown(home, user.pw_uid, user.pw_gid)
    with engines_in_environment(lambda _: None, home=home):
        assert (home / "valkey" / "valkey.conf").owner() == user.pw_name  # also where root's site is killed
        (home / "media").mkdir()
        (home / "media" / "link").symlink_to(elsewhere)
        (home / "media" / "other-name").hardlink_to(elsewhere)
    owners = {path.name: path.lstat().st_uid for path in home.rglob("*")}
    assert owners.pop("other-name") == elsewhere.stat().st_uid == 0
    assert {"valkey", "valkey.conf", "valkey.log", "appendonlydir", "lease.lock", "link"} <= owners.keys()
    assert set(owners.values()) == {user.pw_uid}
    assert account_for(home / "postgres").uid == user.pw_uid
