from __future__ import annotations

import signal
import socket
import ssl
import subprocess
import sys
import threading

import httpx
import pytest

from vbo_tui.simulator.faults import Fault, Faults
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import World


def status(server: Simulator, http: httpx.Client) -> int:
    return http.get(f"{server.url}/v1/RestoreSessions").status_code


def trusting(server: Simulator) -> httpx.Client:
    context = ssl.create_default_context(cadata=server.certificate.ca_pem.decode("ascii"))
    return httpx.Client(verify=context, trust_env=False)


def test_it_stops_at_once_with_connections_open_and_starts_again_on_the_same_port() -> None:
    threads = threading.active_count()
    with Simulator(World(sessions=3)) as server, trusting(server) as http:
        assert status(server, http) == 401
        port = server.port
        server.stop()
        with pytest.raises(httpx.TransportError):
            status(server, http)
        server.start()
        assert server.port == port
        assert status(server, http) == 401
    assert threading.active_count() == threads


class Telling(Faults):
    """Says when a request has got as far as the question whether to be slow."""

    arrived = threading.Event()

    def __contains__(self, fault: Fault) -> bool:
        if fault is Fault.SLOW:
            self.arrived.set()
        return super().__contains__(fault)


@pytest.mark.timeout(30)
def test_it_does_not_wait_for_a_slow_answer_to_stop_and_logs_what_it_broke_off() -> None:
    faults = Telling({Fault.SLOW}, delay=3600)
    broken: list[httpx.TransportError] = []

    def ask(server: Simulator, http: httpx.Client) -> None:
        try:
            http.post(f"{server.url}/v1/RestoreSessions")
        except httpx.TransportError as error:
            broken.append(error)

    with Simulator(World(sessions=3), faults=faults) as server, trusting(server) as http:
        asking = threading.Thread(target=ask, args=(server, http))
        asking.start()
        assert faults.arrived.wait(10)
        server.stop()
        asking.join(10)
        assert len(broken) == 1
        assert [(seen.method, seen.status) for seen in server.requests] == [("POST", 0)]


def test_it_cannot_be_started_twice() -> None:
    with Simulator(World(sessions=3)) as server, pytest.raises(RuntimeError, match="runs already"):
        server.start()


def test_another_certificate_is_shown_after_it_was_renewed() -> None:
    with Simulator(World(sessions=3)) as server:
        before = server.certificate.sha256
        server.stop()
        server.renew_certificate()
        server.start()
        assert server.certificate.sha256 != before
        with trusting(server) as http:
            assert status(server, http) == 401


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.com", ""])  # noqa: S104 - to be refused
def test_it_does_not_listen_beyond_this_machine_unless_told(host: str) -> None:
    with pytest.raises(ValueError, match="--allow-remote"):
        Simulator(host=host)
    Simulator(host=host, allow_remote=True)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_as_a_program_it_says_how_to_reach_it_and_ends_cleanly(number: signal.Signals) -> None:
    command = [sys.executable, "-m", "vbo_tui", "simulate", "--port", "0", "--sessions", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        told = dict(program.stdout.readline().split(maxsplit=1) for _ in range(4))
        assert set(told) == {"url", "user", "password", "sha256"}
        host, port = told["url"].strip().removeprefix("https://").split(":")
        pem = ssl.get_server_certificate((host, int(port)))
        assert "BEGIN CERTIFICATE" in pem
        program.send_signal(number)
        assert program.wait(10) == 0
        assert program.stderr.read() == ""


def test_a_port_that_is_taken_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        command = [sys.executable, "-m", "vbo_tui", "simulate", "--port", str(taken.getsockname()[1])]
        done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "in use" in done.stderr
