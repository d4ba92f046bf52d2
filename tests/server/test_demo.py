"""`./run demo`: it says where it is, lets everyone in, and stops at any moment, leaving nothing behind."""

import re
import resource
import signal
import socket
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from balise.server.demo.people import PERSONAS
from balise.server.demo.world import keeping
from tests.server.demo_process import ADDRESS, children, demo, free_port, is_gone, launch


@pytest.fixture(scope="module", autouse=True)
def prepared(worlds: Path) -> None:
    """What the set-up makes once."""
    keeping.keep(worlds)


STOPS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def get(address: str) -> tuple[int, str]:
    parts = urlsplit(address)
    assert parts.hostname
    with closing(HTTPConnection(parts.hostname, parts.port, timeout=10)) as connection:
        connection.request("GET", parts.path)
        response = connection.getresponse()
        return response.status, response.read().decode()


def processor_seconds() -> float:
    """What all processes that this one started, and that have ended, took so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_it_answers_within_ten_seconds(tmp_path: Path) -> None:
    started, used = time.monotonic(), processor_seconds()
    with demo(tmp_path / "data", "--port", str(free_port())) as running:
        assert get(running.address)[0] == 200
        waited = time.monotonic() - started
        running.stop()
    # Other tests run beside this one: on a machine of its own it waits no longer than it computes.
    assert min(waited, processor_seconds() - used) < 10


def test_it_lets_in_each_person(tmp_path: Path) -> None:
    with demo(tmp_path / "data", "--port", str(free_port())) as running:
        ways_in = re.findall(r"http://\S+/demo/[a-z-]*/?", running.said)
        assert len(ways_in) == len(PERSONAS) + 2, "a client, and everyone else"
        assert [get(way)[0] for way in ways_in] == [302] * (len(PERSONAS) + 1) + [200]
        assert get(f"{running.address}demo/nobody/")[0] == 404
    assert {each.name for each in tmp_path.iterdir()} == {"data"}


def test_it_takes_another_port_when_the_first_is_taken(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            other.bind(("127.0.0.1", 8000))
            other.listen()
        except OSError:
            pass  # somebody else has it, which is as good
        with demo(tmp_path) as running:
            assert urlsplit(running.address).port != 8000
            assert get(running.address)[0] == 200


def test_a_port_that_was_asked_for_and_is_taken_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with demo(tmp_path, "--port", str(port)) as refused:
            assert refused.process.wait(10) == 1
            assert refused.said == f"run: port {port} is taken; give another one\n"


@pytest.mark.parametrize("number", STOPS)
def test_it_stops_cleanly_and_its_children_are_gone(tmp_path: Path, number: signal.Signals) -> None:
    with demo(tmp_path, "--port", str(free_port())) as running:
        family = children(running.process.pid)
        assert len(family) >= 2
        assert get(running.address)[0] == 200
        assert running.stop(number) == (0, "")
        assert all(is_gone(pid) for pid in family)


@pytest.mark.parametrize(
    ("delay", "number"),
    [
        (0.0, signal.SIGTERM),
        (0.2, signal.SIGINT),
        (0.5, signal.SIGTERM),
        (0.7, signal.SIGINT),
        (0.9, signal.SIGTERM),
        (1.1, signal.SIGINT),
    ],
)
def test_it_stops_cleanly_in_its_first_second_and_starts_again_on_the_same_data(
    tmp_path: Path, delay: float, number: signal.Signals
) -> None:
    with launch(tmp_path, "--port", str(free_port())) as process:
        wait_until_it_listens_to_signals(process.pid)
        time.sleep(delay)
        family = children(process.pid)
        process.send_signal(number)
        said, _ = process.communicate(timeout=10)
    assert process.returncode == 0
    assert "Traceback" not in said
    assert said == "" or ADDRESS.search(said)
    assert all(is_gone(pid) for pid in family)
    if delay == 0.5:
        with demo(tmp_path, "--port", str(free_port())) as again:
            assert get(again.address)[0] == 200


def wait_until_it_listens_to_signals(pid: int) -> None:
    """Before its first line runs, Python itself ends at a signal; nothing can be said about that moment."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        pytest.skip("this system has no /proc, to see when a process takes over its signals")
    for _ in range(1_000):
        caught = int(re.search(r"^SigCgt:\t(\w+)$", status.read_text(), re.MULTILINE)[1], 16)  # type: ignore[index]  # always there
        if caught >> (signal.SIGTERM - 1) & 1:
            return
        time.sleep(0.002)
    raise AssertionError("it never listened to SIGTERM")


def test_it_starts_twice_on_the_same_data_and_keeps_who_one_is(tmp_path: Path) -> None:
    port = free_port()
    cookies: list[str] = []
    for _ in range(2):
        address = closing(HTTPConnection("127.0.0.1", port, timeout=10))
        with demo(tmp_path, "--port", str(port)) as running, address as connection:
            connection.request("GET", "/", headers={"Cookie": "; ".join(cookies)})
            page = connection.getresponse().read().decode()
            assert ("Sam Okafor" in page) == bool(cookies)
            connection.request("GET", "/demo/sam-okafor/")
            response = connection.getresponse()
            response.read()
            set_cookie = response.headers.get_all("set-cookie") or []
            cookies = [each.split(";", 1)[0] for each in set_cookie]
            assert running.stop() == (0, "")


def test_a_server_that_cannot_run_is_told_instead_of_waited_for(tmp_path: Path) -> None:
    with demo(tmp_path, "--port", str(free_port()), BALISE_PACKS="no-such-pack") as failed:
        assert failed.process.wait(20) == 1
        assert "no-such-pack" in failed.said
        assert "run: the web server did not start" in failed.said
        assert not ADDRESS.search(failed.said)
