import json
import signal
import socket
import time
import urllib.request

import pytest

from portal.environment import SERVED_AT
from portal.supervisor import processes
from tests.supervisor.conftest import Portal, left_over


def get(port: int, path: str) -> dict:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as response:
        return json.load(response)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_is_ready_and_leaves_no_process(portal, var, number):
    portal.up()
    assert processes.wait_until(lambda: get(portal.port, "/healthz/live") == {"status": "ok"}, 10)

    code, text = portal.end(number)

    assert code == 0, text
    assert "Traceback" not in text
    assert left_over(var) == []


def test_serve_says_the_sign_ins_last(portal, var):
    var.mkdir(mode=0o711)
    (var / "demo-accounts.txt").write_text("ada@example.org\tlovelace\twriter\n")
    said = portal.start().wait_until_it_says("Ctrl-C stops it")

    assert f"http://localhost:{portal.port}" in said
    assert (var / SERVED_AT).read_text() == f"http://localhost:{portal.port}\n"
    assert "ada@example.org" in said.splitlines()[-2]
    assert "lovelace" in said.splitlines()[-2]
    portal.end(signal.SIGINT)


def test_serve_refuses_a_taken_port(portal, var):
    with socket.create_server(("127.0.0.1", portal.port)):
        code, text = portal.start().end()

    assert code == 1
    assert f"port {portal.port} is taken" in text.splitlines()[-1]
    assert "Traceback" not in text
    assert left_over(var) == []


def test_serve_refuses_a_second_portal_in_the_same_folder(portal, var):
    portal.up()

    code, text = Portal(var).start().end()

    assert code == 1
    assert "already runs from this folder" in text.splitlines()[-1]
    assert get(portal.port, "/healthz/live") == {"status": "ok"}
    portal.end(signal.SIGINT)


def test_serve_tells_of_an_unwritable_folder_in_one_line(portal, var):
    var.write_text("")

    code, text = portal.start().end()

    assert code == 1
    assert len(text.splitlines()) == 1
    assert "cannot be written" in text


@pytest.mark.parametrize("words", ["gunicorn", "worker", "beat"])
def test_a_killed_child_stops_everything(portal, var, words):
    portal.up()

    portal.child(words).kill()
    code, text = portal.end()

    name = "web" if words == "gunicorn" else words
    assert code == 1
    assert f"{name} was killed by SIGKILL" in text.splitlines()[-1]
    assert left_over(var) == []


def test_a_killed_redis_stops_everything(portal, var):
    portal.up()
    server = next(p for p in left_over(var) if p.name() == "redis-server")

    server.kill()
    code, text = portal.end()

    assert code == 1
    assert "redis has ended by itself" in text.splitlines()[-1]
    assert left_over(var) == []


def test_a_killed_supervisor_leaves_no_process(portal, var):
    portal.up()

    portal.end(signal.SIGKILL)

    assert processes.wait_until(lambda: left_over(var) == [], 40)


def test_serve_waits_for_one_that_is_just_ending(portal, var):
    portal.up()
    portal.process.kill()
    portal.process.wait()

    again = Portal(var).up()

    code, text = again.end(signal.SIGINT)
    assert code == 0, text
    assert left_over(var) == []


@pytest.mark.soak
@pytest.mark.parametrize("tenths", range(1, 60, 4))
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_serve_stopped_at_any_moment_leaves_no_process(portal, var, tenths, number):
    portal.start()
    time.sleep(tenths / 10)

    _, text = portal.end(number)

    assert "Traceback" not in text
    if number is signal.SIGKILL:  # services may stay for the next command to adopt; nothing else may
        portal.command("migrate", "--verbosity", "0").communicate(timeout=60)
    assert processes.wait_until(lambda: left_over(var) == [], 40)


@pytest.mark.soak
def test_two_starts_at_once_end_as_one_portal(portal, var):
    other = Portal(var).start()
    portal.start()

    results = [portal.process, other.process]
    assert processes.wait_until(lambda: any(process.poll() is not None for process in results), 60)
    loser, winner = (portal, other) if portal.process.poll() is not None else (other, portal)
    code, text = loser.end()

    assert code == 1
    assert "already runs from this folder" in text
    winner.wait_until_it_says("Ctrl-C stops it")
    assert winner.end(signal.SIGINT)[0] == 0
