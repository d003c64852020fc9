import json
import os
import signal
import socket
import stat
import subprocess
import sys

import psutil
import psycopg
import pytest
import redis

from portal.supervisor import processes
from portal.supervisor.folder import Folder
from portal.supervisor.trouble import Trouble
from tests.supervisor.conftest import ROOT, left_over

HOLD = """
import sys, time
from pathlib import Path
from portal.supervisor.folder import Folder
from portal.supervisor.lifecycle import Services
Services(Folder(Path(sys.argv[1]))).acquire()
print("up", flush=True)
time.sleep(60)
"""


def query(url: str, sql: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(sql)
        return cursor.fetchone()[0] if cursor.description else None


def test_services_answer_at_their_addresses(make_services):
    services = make_services()
    services.acquire()

    addresses = services.addresses()

    assert query(addresses["DATABASE_URL"], "SELECT datlocale FROM pg_database LIMIT 1") == "C.UTF-8"
    assert query(addresses["DATABASE_URL"], "SHOW max_connections") == "300"
    assert redis.Redis.from_url(addresses["REDIS_URL"]).ping()


def test_services_refuse_a_wrong_password(make_services):
    services = make_services()
    services.acquire()
    database, broker = services.postgres._address(), services.redis._address()

    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host="127.0.0.1", port=database.port, user="portal", password="guess", dbname="portal")
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(port=broker.port).ping()


def test_passwords_are_for_their_owner_only(make_services, var):
    make_services().acquire()

    for name in ("services.json", "redis.conf"):
        assert stat.S_IMODE((var / name).stat().st_mode) == 0o600
    assert not (var / "postgres.password").exists()


def test_root_leaves_the_addresses_to_the_owner_of_the_folder(var, monkeypatch):
    given = []
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "chown", lambda path, uid, gid: given.append((path.name, uid, gid)))
    folder = Folder(var)
    folder.prepare()

    folder.keep("redis", 6400)

    assert given == [("services.new", var.stat().st_uid, var.stat().st_gid)]


def test_last_user_stops_the_services(make_services, var):
    first, second = make_services(), make_services()
    first.acquire()
    second.acquire()
    server = second.postgres.running()
    assert server == first.postgres.running()

    first.release()
    assert processes.is_alive(server)

    second.release()
    assert left_over(var) == []


def test_a_replaced_service_is_not_started(make_services, var):
    services = make_services(postgres=False)
    services.acquire()

    assert list(services.addresses()) == ["REDIS_URL"]
    assert not (var / "postgres").exists()


def test_services_of_a_killed_user_are_adopted_and_then_stopped(make_services, var):
    user = subprocess.Popen([sys.executable, "-c", HOLD, str(var)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    while user.stdout.readline().strip() != "up":
        pass
    user.kill()
    user.wait()
    services = make_services()
    orphan = services.postgres.running()
    assert orphan

    services.acquire()
    assert services.postgres.running() == orphan

    services.release()
    assert left_over(var) == []


def test_killed_servers_start_again_with_their_data(make_services):
    services = make_services(throw_away=False)
    services.acquire()
    query(services.postgres.url, "CREATE TABLE kept AS SELECT 7 AS number")
    for service in services.each:
        service.running().kill()
    assert processes.wait_until(lambda: len(services.ended()) == 2, 10)

    again = make_services(throw_away=False)
    again.acquire()

    assert query(again.postgres.url, "SELECT number FROM kept") == 7
    assert again.ended() == []


def test_a_pid_file_that_names_another_process_is_stale(make_services, var):
    services = make_services()
    services.acquire()
    services.release()
    (var / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{var}\n0\n5432\n")
    (var / "redis" / "redis.pid").write_text(f"{os.getpid()}\n")

    services.acquire()

    assert services.ended() == []


def test_a_port_taken_meanwhile_is_replaced(make_services, var):
    services = make_services()
    services.acquire()
    services.release()
    taken = [service._address().port for service in services.each]
    listeners = [socket.create_server(("127.0.0.1", port)) for port in taken]

    services.acquire()

    assert {service._address().port for service in services.each}.isdisjoint(taken)
    assert query(services.postgres.url, "SELECT 1") == 1
    for listener in listeners:
        listener.close()


def test_an_interrupted_initdb_is_done_again(make_services, var):
    (var / "postgres.new" / "base").mkdir(parents=True)
    (var / "postgres.new" / "PG_VERSION").write_text("18\n")

    services = make_services(redis=False)
    services.acquire()

    assert query(services.postgres.url, "SELECT 1") == 1
    assert not (var / "postgres.new").exists()


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (lambda var: (var / "postgres").mkdir(parents=True), "half-initialised"),
        (lambda var: var.write_text(""), "cannot be written"),
        (lambda var: (var.mkdir(), (var / "services.json").write_text("{")), "damaged"),
    ],
)
def test_trouble_is_one_line_and_leaves_nothing_running(make_services, var, prepare, message):
    prepare(var)

    with pytest.raises(Trouble, match=message) as caught:
        make_services().acquire()

    assert "\n" not in str(caught.value)
    assert left_over(var) == []


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda var: (var / "services.json").unlink(), "lost the password"),
        (lambda var: (var / "postgres" / "PG_VERSION").write_text("16\n"), "made by PostgreSQL 16"),
        (lambda var: (var / "postgres" / "global" / "pg_control").unlink(), "half-initialised"),
        (lambda var: (var / "postgres" / "postgresql.conf").write_text("nonsense\n"), "did not start"),
    ],
)
def test_damage_is_told_in_one_line(make_services, var, damage, message):
    services = make_services(redis=False)
    services.acquire()
    services.release()
    damage(var)

    with pytest.raises(Trouble, match=message) as caught:
        services.acquire()

    assert "\n" not in str(caught.value)


def test_a_wrong_password_in_the_file_is_told(make_services, var):
    services = make_services(redis=False)
    services.acquire()
    services.release()
    kept = json.loads((var / "services.json").read_text())
    kept["postgres"]["password"] = "another"
    (var / "services.json").write_text(json.dumps(kept))

    with pytest.raises(Trouble, match="does not accept the password"):
        services.acquire()

    assert left_over(var) == []


@pytest.mark.soak
@pytest.mark.parametrize("milliseconds", range(50, 1500, 75))
def test_a_start_killed_at_any_moment_can_be_repeated(make_services, var, milliseconds):
    user = subprocess.Popen([sys.executable, "-c", HOLD, str(var)], cwd=ROOT, stdout=subprocess.DEVNULL)
    with pytest.raises(subprocess.TimeoutExpired):
        user.wait(milliseconds / 1000)
    user.kill()
    user.wait()

    services = make_services()
    services.acquire()
    assert query(services.postgres.url, "SELECT 1") == 1

    services.release()
    assert processes.wait_until(lambda: left_over(var) == [], 10)


@pytest.mark.soak
def test_many_users_at_once_share_one_server(make_services, var):
    users = [
        subprocess.Popen([sys.executable, "-c", HOLD, str(var)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(8)
    ]
    for user in users:
        assert any(line.strip() == "up" for line in user.stdout)

    servers = [p for p in left_over(var) if p.name() == "postgres" and "-D" in p.cmdline()]
    assert len(servers) == 1

    for user in users:
        user.send_signal(signal.SIGKILL)
        user.wait()
    services = make_services()
    services.acquire()
    assert services.postgres.running() == psutil.Process(servers[0].pid)
