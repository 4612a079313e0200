"""The simulator as any HTTP client sees it."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx
import pytest

from tests.conftest import NOW, only_get
from vbo_tui.simulator import app
from vbo_tui.simulator.faults import HOSTILE, Fault
from vbo_tui.simulator.options import FAULTS
from vbo_tui.simulator.serve import Simulator
from vbo_tui.simulator.world import World

WORKING = "9f786f0f-de9a-4a90-8118-093b6cb2c4fc"
ENDED = "0800471b-d0e2-422b-9d7c-35d15661c3fb"
LOGIN = {"grant_type": "password", "username": "contoso\\OPERATOR", "password": "demo"}


@pytest.fixture
def http(simulator: Simulator) -> Iterator[httpx.Client]:
    context = ssl.create_default_context(cadata=simulator.certificate.ca_pem.decode("ascii"))
    with httpx.Client(base_url=simulator.url, verify=context, trust_env=False) as client:
        yield client


def bearer(http: httpx.Client) -> dict[str, str]:
    return {"Authorization": f"Bearer {http.post('/v1/Token', data=LOGIN).json()['access_token']}"}


def test_a_token_is_given_as_documented(http: httpx.Client) -> None:
    answer = http.post("/v1/Token", data=LOGIN)
    body = answer.json()
    assert (answer.status_code, body["token_type"], body["expires_in"]) == (200, "bearer", 3599)
    assert parsedate_to_datetime(body[".issued"]) == NOW
    assert parsedate_to_datetime(body[".expires"]) == NOW + timedelta(seconds=3599)
    assert body["access_token"].startswith("AQAAANCMnd8B")
    assert "userName" not in body


@pytest.mark.parametrize(
    "form",
    [
        {},
        {**LOGIN, "password": "wrong"},
        {**LOGIN, "username": "nobody"},
        {**LOGIN, "password": ""},
        {"grant_type": "password", "username": "nobody"},
        {"grant_type": "password", "username": LOGIN["username"]},
        {"grant_type": "password"},
        {**LOGIN, "grant_type": "magic"},
        {"grant_type": "refresh_token", "refresh_token": "made up"},
        {"grant_type": "refresh_token"},
    ],
)
def test_a_bad_grant_is_a_400_that_says_why(http: httpx.Client, form: dict[str, str]) -> None:
    answer = http.post("/v1/Token", data=form)
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "error_description"}


def test_a_token_is_asked_for_by_a_form_and_nothing_else(http: httpx.Client) -> None:
    form = b"grant_type=password&username=CONTOSO%5Coperator&password=demo"
    for kind, status in (
        ("application/x-www-form-urlencoded; charset=utf-8", 200),
        ("application/json", 400),
    ):
        assert http.post("/v1/Token", content=form, headers={"Content-Type": kind}).status_code == status
    assert http.post("/v1/Token", json=LOGIN).status_code == 400


def test_a_refresh_token_is_good_once(http: httpx.Client) -> None:
    form = {
        "grant_type": "refresh_token",
        "refresh_token": http.post("/v1/token", data=LOGIN).json()["refresh_token"],
    }
    renewed = http.post("/v1/token", data=form)
    assert renewed.status_code == 200
    assert renewed.json()["refresh_token"] != form["refresh_token"]
    assert http.post("/v1/token", data=form).status_code == 400


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer made-up", "Basic abc", "bearer nobody"])
@pytest.mark.parametrize(
    "path", ["/v1/RestoreSessions", f"/v1/RestoreSessions/{WORKING}", "/v1/restoresessions/x/organization"]
)
def test_without_a_good_token_there_is_a_401_with_an_empty_body(
    http: httpx.Client, header: str | None, path: str
) -> None:
    answer = http.get(path, headers={} if header is None else {"Authorization": header})
    assert (answer.status_code, answer.content) == (401, b"")


def test_a_token_ends(simulator: Simulator, http: httpx.Client) -> None:
    headers = bearer(http)
    simulator.service.now = lambda: NOW + timedelta(seconds=3598)
    assert http.get("/v1/RestoreSessions", headers=headers).status_code == 200
    simulator.service.now = lambda: NOW + timedelta(seconds=3599)
    assert http.get("/v1/RestoreSessions", headers=headers).status_code == 401


@pytest.mark.parametrize("path", ["/v1/RestoreSessions", "/V1/RESTORESESSIONS", "/v1/restoresessions/"])
def test_paths_match_in_any_letter_case(http: httpx.Client, path: str) -> None:
    answer = http.get(path, headers=bearer(http))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert parsedate_to_datetime(answer.headers["date"]) == NOW
    assert isinstance(answer.json(), list)


@pytest.mark.posts_on_purpose
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/v1/RestoreSessions", 405),
        ("DELETE", f"/v1/RestoreSessions/{WORKING}", 405),
        ("PUT", f"/v1/RestoreSessions/{WORKING}/organization", 405),
        ("GET", f"/v1/RestoreSessions/{WORKING}/Action", 405),
        ("GET", f"/v1/RestoreSessions/{WORKING}/Events", 404),
        ("GET", "/v1/RestoreSessions/00000000-0000-0000-0000-000000000000", 404),
        ("GET", "/v2/RestoreSessions", 404),
        ("GET", "/v8/ServiceInstance", 404),
        ("GET", "/", 404),
        ("POST", f"/v1/RestoreSessions/{WORKING}/Action", 200),
    ],
)
def test_what_is_not_there_or_not_allowed_says_so(
    http: httpx.Client, method: str, path: str, status: int
) -> None:
    body = {"stop": None} if path.endswith("Action") and method == "POST" else None
    assert http.request(method, path, headers=bearer(http), json=body).status_code == status


def test_the_token_endpoint_takes_only_post(http: httpx.Client) -> None:
    assert http.get("/v1/Token").status_code == 405


def test_an_organization_is_there_while_its_session_works(http: httpx.Client) -> None:
    headers = bearer(http)
    assert http.get(f"/v1/RestoreSessions/{WORKING}/Organization", headers=headers).status_code == 200
    expired = http.get(f"/v1/RestoreSessions/{ENDED}/organization", headers=headers)
    assert (expired.status_code, expired.json()) == (500, {"message": "The restore session has expired."})


def test_the_log_knows_what_was_asked_and_no_secret(simulator: Simulator, http: httpx.Client) -> None:
    token = bearer(http)["Authorization"]
    http.get("/v1/RestoreSessions", headers={"Authorization": token})
    assert [(seen.method, seen.path, seen.status, seen.bearer) for seen in simulator.requests] == [
        ("POST", "/v1/Token", 200, False),
        ("GET", "/v1/RestoreSessions", 200, True),
    ]
    assert "demo" not in repr(simulator.requests)
    assert token[-20:] not in repr(simulator.requests)


@pytest.mark.posts_on_purpose
@pytest.mark.parametrize("method", ["TRACE", "BREW", "PROPFIND", "DELETE"])
def test_no_method_is_too_odd_for_the_log(simulator: Simulator, http: httpx.Client, method: str) -> None:
    headers = bearer(http)
    assert http.request(method, "/v1/RestoreSessions", headers=headers).status_code == 405
    assert (simulator.requests[-1].method, simulator.requests[-1].status) == (method, 405)
    with pytest.raises(AssertionError):
        only_get(simulator)


def test_every_fault_has_an_option() -> None:
    assert set(FAULTS) == {fault.value for fault in Fault}


def test_hostile_text_is_in_every_word_and_one_is_huge(simulator: Simulator, http: httpx.Client) -> None:
    headers = bearer(http)
    simulator.faults.active.add(Fault.HOSTILE_TEXT)
    items = http.get("/v1/RestoreSessions", headers=headers).json()
    assert {item["type"] for item in items} == set(HOSTILE)
    assert {item["state"] for item in items} == {*HOSTILE, "Working", "Stopped"}
    assert len(items[0]["result"]) == 10_000_000


def test_hostile_text_is_in_names_and_messages_too(simulator: Simulator, http: httpx.Client) -> None:
    headers = bearer(http)
    simulator.faults.active.add(Fault.HOSTILE_TEXT)
    refused = http.post("/v1/Token", data={**LOGIN, "password": "wrong"})
    paths = (f"{WORKING}/organization", f"{ENDED}/organization", "nothing")
    told = [http.get(f"/v1/RestoreSessions/{path}", headers=headers).json() for path in paths]
    said = [refused.json()["error_description"], told[0]["name"], told[1]["message"], told[2]["message"]]
    simulator.faults.active.add(Fault.SERVER_ERROR)
    said.append(http.get("/v1/RestoreSessions", headers=headers).json()["message"])
    for text in HOSTILE:
        assert all(text in one for one in said)


def test_hostile_text_spoils_ids_and_times_where_that_is_wanted(
    simulator: Simulator, http: httpx.Client
) -> None:
    headers = bearer(http)
    simulator.faults.active.add(Fault.HOSTILE_TEXT)
    simulator.faults.huge = 10
    simulator.faults.unreadable = True
    items = http.get("/v1/RestoreSessions", headers=headers).json()
    for name in ("id", "creationTime", "endTime", "pointInTime"):
        assert set(HOSTILE) < {item.get(name) for item in items}


def test_hostile_links_lead_elsewhere_and_redirect(simulator: Simulator, http: httpx.Client) -> None:
    headers = bearer(http)
    simulator.faults.active.add(Fault.HOSTILE_LINKS)
    items = http.get("/v1/RestoreSessions", headers=headers).json()
    assert sum("evil.example" in item["_links"]["self"]["href"] for item in items) > len(items) // 2
    for path in (WORKING, f"{WORKING}/organization", "%0d%0aX-Evil:%20%e5%8c%97"):
        moved = http.get(f"/v1/RestoreSessions/{path}", headers=headers)
        assert (moved.status_code, moved.headers["location"][:20]) == (302, "https://evil.example")
        assert "x-evil" not in moved.headers


def test_a_body_that_is_cut_short_promises_more(simulator: Simulator, http: httpx.Client) -> None:
    headers = bearer(http)
    simulator.faults.active.add(Fault.CUT_SHORT)
    with pytest.raises(httpx.RemoteProtocolError):
        http.get("/v1/RestoreSessions", headers=headers)


@pytest.mark.parametrize(
    ("fault", "status", "part"),
    [
        (Fault.UNAUTHORIZED, 401, ""),
        (Fault.THROTTLED, 429, ""),
        (Fault.SERVER_ERROR, 500, "stackTrace"),
        (Fault.NOT_JSON, 200, "<html>"),
    ],
)
def test_each_fault_does_what_its_name_says(
    simulator: Simulator, http: httpx.Client, fault: Fault, status: int, part: str
) -> None:
    headers = bearer(http)
    simulator.faults.active.add(fault)
    answer = http.get("/v1/RestoreSessions", headers=headers)
    assert answer.status_code == status
    assert part in answer.text
    assert ("retry-after" in answer.headers) is (fault is Fault.THROTTLED)


def test_no_organization_opens_when_they_are_expired(simulator: Simulator, http: httpx.Client) -> None:
    headers = bearer(http)
    simulator.faults.active.add(Fault.EXPIRED_ORGANIZATION)
    assert http.get(f"/v1/RestoreSessions/{WORKING}/organization", headers=headers).status_code == 500


def test_throttling_may_concern_tokens_alone(simulator: Simulator, http: httpx.Client) -> None:
    headers = bearer(http)
    simulator.faults.active.add(Fault.THROTTLED)
    simulator.faults.only_tokens = True
    assert http.post("/v1/Token", data=LOGIN).status_code == 429
    assert http.get("/v1/RestoreSessions", headers=headers).status_code == 200


def test_the_log_of_requests_is_bounded_and_the_oldest_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app, "REMEMBERED", 5)
    with Simulator(World(sessions=1), api=("v1",)) as server:
        context = ssl.create_default_context(cadata=server.certificate.ca_pem.decode("ascii"))
        with httpx.Client(base_url=server.url, verify=context, trust_env=False) as client:
            for number in range(8):
                client.get(f"/v1/{number}")
        assert [seen.path for seen in server.requests] == [f"/v1/{number}" for number in range(3, 8)]
