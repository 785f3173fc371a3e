"""The server answers what the site holds, to whom it should, and nothing that is not a question."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import jsonschema
import pytest

from engine.ledger.write import write_rendering
from engine.site.kept import Kept
from engine.site.pages import PAGES
from engine.web.openapi import openapi
from kb.store import KnowledgeBase
from tests.cli.conftest import desk, desk_folder, downdraft
from tests.desk import book_of, fact
from tests.every import every
from tests.site.desk import FRIDAY, HOSTILE, MONDAY, record

NO_SERVER = not find_spec("starlette")
pytestmark = pytest.mark.skipif(NO_SERVER, reason="starlette is not installed")
__all__ = ["desk", "desk_folder", "downdraft"]
HOME = "http://127.0.0.1"


def client(path: Path, token: str = ""):
    from starlette.testclient import TestClient

    from engine.web.app import Server
    from engine.web.replies import Replies

    replies = Replies(lambda: KnowledgeBase.open(path, to_read=True), Kept(book_of()), "btc")
    return TestClient(Server(replies, token).app(), base_url=HOME, follow_redirects=False)


@pytest.fixture(scope="module")
def served(base: Path) -> Iterator[object]:
    with client(base) as asked:
        yield asked


def test_every_record_of_the_site_is_answered_as_it_lies_there(served, site):
    told = json.loads((site / "manifest.json").read_text())["pages"]
    by_kind = {address.partition("/")[0]: address for address in told}
    for address in by_kind.values():
        lying = json.loads((site / f"{address}.json").read_text())
        answered = served.get(f"/api/{address}").json()
        for each in (lying, answered):
            each.pop("whole", None)  # a server can make every briefing
        assert answered == lying, address
        assert served.get(f"/{address}.json").status_code == 200
    assert {pattern.partition("/")[0] for pattern in PAGES} == by_kind.keys()


def test_the_whole_briefing_is_byte_for_byte_the_one_of_the_site(served, site):
    [lying] = site.glob("run/*/briefing.html")
    answered = served.get(f"/{lying.relative_to(site)}")
    assert answered.content == lying.read_bytes()
    assert "style-src 'sha256-" in answered.headers["content-security-policy"]


def test_what_is_published_of_the_records_holds(served):
    told, run = openapi(), served.get(f"/api/day/{MONDAY}").json()["runs"][0]["run"]
    names = {
        "day": MONDAY, "run": run, "claim": "odds_fell", "series": "price.close", "year": "2025",
        "source": "binance",
    }  # fmt: skip
    assert served.get("/openapi.json").json() == told
    for path, each in told["paths"].items():
        number = "E10" if "paragraph" in path else "1"
        answered = served.get(path.format(number=number, **names))
        assert answered.status_code == 200, path
        content = each["get"]["responses"]["200"]["content"]["application/json"]
        schema = {**content["schema"], "components": told["components"]}
        jsonschema.Draft202012Validator(schema).validate(answered.json())
    assert "openapi.json" in served.get("/api.html").text


REFUSED = {
    "a page that is not there": "/claim/nope.html",
    "a run that is not there": "/run/ffff.html",
    "another kind": "/x/y/z/w.html",
    "the way out": "/../../etc/passwd",
    "the way out, written otherwise": "/claim/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    "a file of the base": "/desk.db",
    "nothing in the middle": "/claim//odds_fell.html",
    "a control character": "/claim/a%00b.html",
    "a mark that turns text": "/claim/a%E2%80%AEb.html",
    "a script": "/claim/%3Cscript%3Ealert(1)%3C%2Fscript%3E.html",
    "no day": "/index.html?as_of=2025-13-40",
    "no moment": "/index.html?known_at=soon",
    "a day without facts": "/index.html?as_of=1900-01-01",
    "a year far off": "/index.html?as_of=9999-99-99",
    "a day that lies ahead": "/index.html?as_of=9999-12-31",
    "a moment that lies ahead": "/index.html?known_at=9999-12-30",
    "a field that no page has": "/index.html?sql=DROP+TABLE+run",
    "the same twice": "/index.html?as_of=2025-11-14&as_of=2025-11-17",
    "too many fields": "/what-if.html?" + "&".join(f"a{n}=1" for n in range(60)),
    "a long path": "/claim/" + "a" * 5_000,
    "a long question": "/index.html?as_of=" + "1" * 5_000,
    "a file as a supposition": "/what-if.html?suppose=/etc/passwd",
    "a fact beyond all": "/fact/99999999999999999999.html",
    "a batch below all": "/batch/-1.html",
}


@every("path", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_question_is_refused_in_one_sentence(served, path):
    answered = served.get(path)
    assert 400 <= answered.status_code < 500
    assert "<script>alert" not in answered.text
    assert "Traceback" not in answered.text
    assert served.get("/index.html").status_code == 200


def test_what_is_refused_is_told_in_words_of_a_reader(served):
    told = {
        "/api/index?as_of=9999-12-31": "9999-12-31 lies ahead; today is ",
        "/api/index?known_at=soon": "'soon' is no day or moment, written as 2025-11-14 or ",
        "/api/what-if?suppose==": "'=' supposes nothing; write SERIES=VALUE",
        "/api/claim//odds_fell": "that is no address of a page; the first page and the search ",
    }
    for path, beginning in told.items():
        answered = served.get(path)
        assert 400 <= answered.status_code < 500
        assert answered.json()["problem"].startswith(beginning)


def test_only_what_reads_is_answered(served):
    assert served.post("/index.html", content=b"x").status_code == 405
    assert served.request("GET", "/index.html", content=b"x" * 10).status_code == 413
    assert served.head("/index.html").status_code == 200
    assert served.get("/index.html", headers={"host": "evil.example"}).status_code == 400


def test_a_hostile_supposition_comes_out_as_text(served):
    answered = served.get(f"/what-if.html?suppose={quote('price.close=' + HOSTILE[:-1])}")
    assert answered.status_code == 200
    assert "<script>alert" not in answered.text
    assert "&lt;script&gt;alert(1)" in answered.text
    assert "{{ 7*7 }}" in answered.text


def test_every_answer_keeps_browsers_in_bounds(served):
    for path in ("/index.html", "/claim/odds_fell.json", "/nope.html"):
        told = served.get(path).headers
        assert told["content-security-policy"].startswith("default-src 'none'")
        assert "frame-ancestors 'none'" in told["content-security-policy"]
        assert told["x-content-type-options"] == "nosniff"
        assert told["referrer-policy"] == "no-referrer"


def test_another_day_is_chosen_and_every_link_carries_it_on(served):
    answered = served.get(f"/claim/odds_fell.html?as_of={FRIDAY}&known_at=2025-11-16")
    assert f"{FRIDAY}, known by 2025-11-16 23:59 UTC" in answered.text
    assert f'index.html?as_of={FRIDAY}&amp;known_at=2025-11-16#claims"' in answered.text
    offset = served.get(f"/claim/odds_fell.html?as_of={FRIDAY}&known_at=2025-11-16T10:00+02:00")
    assert "known by 2025-11-16 08:00 UTC" in offset.text
    assert "known_at=2025-11-16T10%3A00%2B02%3A00" in offset.text
    assert f'name="as_of" value="{FRIDAY}"' in offset.text
    revised = served.get("/api/series/etf.net_flow/2025?as_of=2025-11-17&known_at=2025-11-15")
    assert [each["given"] for each in revised.json()["facts"]] == ["−492 USD m"]


def test_what_if_moves_a_finding_and_nothing_is_written(base, served):
    before = sha256(base.read_bytes()).hexdigest()
    moved = served.get("/api/what-if?policy.cut_odds=90").json()
    assert moved["supposed"] == ["policy.cut_odds=90 %"]
    assert {each["claim"] for each in moved["changed"]["findings"]} >= {"odds_fell"}
    assert moved["headlines"][0].startswith("A slide with funds on the way out: ")
    assert moved["headlines"][1] == ""
    assert moved["told"] == ["odds of a cut: 90% instead of 44%"]
    ends = {each["series"]: each["ends"] for each in moved["moves"]}
    assert ends["price.close"][0].startswith("$")
    days = {each["series"]: each["day"] for each in moved["moves"]}
    assert days["policy.cut_odds"] == FRIDAY  # what stands on Monday, said of its own day
    assert f"{FRIDAY}: 44%" in served.get("/what-if").text
    flow = next(m for m in moved["moves"] if m["series"] == "etf.net_flow")
    assert flow["low"] == -flow["high"] < 0, "money may come in as well as leave"
    assert not {"calendar.fomc", "calendar.boj"} & ends.keys()
    written = served.get("/api/what-if?suppose=price.close%3D50000").json()
    assert written["changed"]["quantities"]
    same = {each["series"]: str(each["value"]) for each in moved["moves"]}
    same.pop("policy.cut_odds", None)
    assert served.get("/api/what-if", params=same).json()["changed"] is None
    written = {each["series"]: f"{each['value']:g}" for each in moved["moves"]}
    written |= {each["series"]: f"{each['value']:.9e}" for each in moved["moves"][::2]}
    written.pop("policy.cut_odds", None)
    assert served.get("/api/what-if", params=written).json()["changed"] is None
    near = {"price.close": f"{float(same['price.close']) * (1 + 2e-6):.8f}"}
    assert served.get("/api/what-if", params=near).json()["supposed"], "nearly is not the same"
    assert served.get("/api/what-if?price.close=abc").json()["problem"]
    found = served.get(f"/api/diff?first={FRIDAY}&second={MONDAY}").json()
    assert found["changed"]["from"]["as_of"] == FRIDAY
    shown = served.get(f"/diff?first={FRIDAY}&second={MONDAY}").text
    turned = [found["titles"][each["claim"]] for each in found["changed"]["findings"]]
    assert all(f">{title}</a>" in shown for title in turned)
    became = {each["claim"]: each["became"] for each in found["changed"]["findings"]}
    day = served.get(f"/api/day/{MONDAY}").json()
    assert [each["claim"] for each in day["turned"]] == [c for c in became if became[c] == "turned"]
    others = {each["claim"] for each in day["others"]}
    assert others >= {claim for claim in became if became[claim] in ("judged", "unjudged")}
    assert sha256(base.read_bytes()).hexdigest() == before


def test_what_is_recorded_meanwhile_is_seen_at_once(base, tmp_path):
    copied = Path(shutil.copy(base, tmp_path / "desk.db"))
    with client(copied) as asked:
        assert asked.get("/api/index").json()["as_of"] == MONDAY
        with KnowledgeBase.open(copied) as opened:
            opened.add(fact("price.close", 91_000, "USD/coin", "2025-11-18", source="binance"))
            assert (
                asked.get("/api/series/price.close/2025").json()["facts"][-1]["given"][:6]
                == "91,000"
            )
            record(opened, "2025-11-18")
        assert asked.get("/api/index").json()["as_of"] == "2025-11-18"
        assert asked.get("/api/claim/odds_fell").json()["as_of"] == "2025-11-18"


def test_a_new_document_and_a_new_source_are_seen_on_the_pages_that_list_them(base, tmp_path):
    copied = Path(shutil.copy(base, tmp_path / "desk.db"))
    with client(copied) as asked, KnowledgeBase.open(copied) as opened:
        run = asked.get("/api/index").json()["run"]
        before = asked.get(f"/api/run/{run}").json()["documents"]
        write_rendering(opened, run, "html", "a document")
        assert len(asked.get(f"/api/run/{run}").json()["documents"]) == len(before) + 1
        address = "source/coinbase"
        assert address not in [each["address"] for each in found(asked)]
        opened.add(fact("price.close", 91_000, "USD/coin", MONDAY, source="coinbase"))
        assert address in [each["address"] for each in found(asked)]


def found(asked) -> list[dict[str, str]]:
    """What the page of the search lists."""
    entries: list[dict[str, str]] = asked.get("/api/search").json()["entries"]
    return entries


def test_a_token_is_asked_of_everybody_and_leaves_the_address(base):
    with client(base, token="one two") as asked:
        assert asked.get("/index.html").status_code == 401
        assert asked.get("/index.html?token=another").status_code == 401
        bearer = {"authorization": "Bearer one two", "host": "desk.example"}
        assert asked.get("/api/index", headers=bearer).status_code == 200
        entered = asked.get("/index.html?token=one+two&as_of=2025-11-14")
        place = entered.headers["location"]
        assert (entered.status_code, place) == (303, "/index.html?as_of=2025-11-14")
        assert "httponly" in entered.headers["set-cookie"].lower()
        assert asked.get("/index.html").status_code == 200


def test_made_pages_are_kept_within_bounds():
    from engine.web.made import Made, Reply

    made = Made(room=100)
    for n in range(10):
        made.keep(n, Reply(200, "", b"x" * 30))
        made.get(0)
    assert [n for n in range(10) if made.get(n)] == [0, 8, 9]


def test_nobody_elsewhere_is_served_without_a_token(desk):
    told = desk("serve", "--host", "0.0.0.0")
    assert (told.code, "set --token" in told.err) == (2, True)
    assert desk("serve", "--check", "--port", "0").code == 0
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = desk("serve", "--check", "--port", str(port))
    assert (told.code, len(told.err.splitlines())) == (1, 1)
    assert f"nothing can listen at 127.0.0.1, port {port} (address already in use)" in told.err
