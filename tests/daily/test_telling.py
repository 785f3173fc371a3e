"""Whom events are told to, that each is told once, and what comes of it when nobody is there."""

from __future__ import annotations

import json
import socketserver
import threading
from datetime import timedelta

import pytest

from engine.daily.events import Event
from engine.daily.settings import Mail
from engine.daily.telling import Untold, by_command, by_mail, by_webhook
from kb.feeds.keys import Keys
from tests.daily.month import FIRST, Course, Desk
from tests.feeds.server import Reply

EVENT = Event(event="stale", asset="btc", day="2025-11-18", text="x: stale", run="r" * 64,
              sentences=["S1"], said="A slide.")  # fmt: skip
COURSE = Course(*[2], *[9] * 4, revised=99, dies=99, lives=99, reshaped=99, unbelievable=0)


def test_a_command_gets_the_event_on_its_input(tmp_path):
    by_command(EVENT, f"tee {tmp_path / 'heard.json'}")
    assert json.loads((tmp_path / "heard.json").read_text()) == EVENT.model_dump()


@pytest.mark.parametrize(
    ("command", "why"),
    [("no-such-command", "cannot be run"), ("false", "left with 1"), ("'", "cannot be run")],
)
def test_a_command_that_fails_is_named(command, why):
    with pytest.raises(Untold, match=why):
        by_command(EVENT, command)


def test_a_webhook_gets_it_posted_and_stands_in_no_message(server):
    server.says("/hook/s3cret", Reply(""), Reply(status=500))
    by_webhook(EVENT, f"{server.url}/hook/s3cret")
    assert json.loads(server.asked[0].body)["text"] == "x: stale"
    for address in (f"{server.url}/hook/s3cret", "http://127.0.0.1:1/s3cret"):
        with pytest.raises(Untold) as caught:
            by_webhook(EVENT, address)
        assert "s3cret" not in str(caught.value)


class _Post(socketserver.StreamRequestHandler):
    """A mail server of few words."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            self.server.heard.append(line.decode().strip())  # type: ignore[attr-defined]
            body = line.upper().startswith(b"DATA")
            code = {b"DATA": b"354", b"QUIT": b"221"}.get(line[:4].upper(), b"250")
            self.wfile.write(code + b" so be it\r\n")
            while body and line.strip() != b".":
                line = self.rfile.readline()
                self.server.heard.append(line.decode().strip())  # type: ignore[attr-defined]
            if body:
                self.wfile.write(b"250 taken\r\n")


@pytest.fixture
def post():
    with socketserver.TCPServer(("127.0.0.1", 0), _Post) as server:
        server.heard = []  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        yield server
        server.shutdown()


def mail_to(post) -> Mail:
    port = post.server_address[1]
    return Mail(host="127.0.0.1", port=port, sender="a@x.org", to=["b@x.org"])


def test_a_mail_holds_every_event_with_what_it_cites(post):
    by_mail([EVENT, EVENT], mail_to(post), Keys({}))
    assert "Subject: downdraft btc 2025-11-18: stale and 1 more" in post.heard
    assert "S1: A slide." in post.heard


def test_a_password_does_not_go_out_in_the_open(post):
    own = {"user": "a", "password": "MAIL_KEY"}
    mail = Mail(
        host="127.0.0.1", port=post.server_address[1], sender="a@x.org", to=["b@x.org"], **own
    )
    with pytest.raises(Untold, match="no encryption"):
        by_mail([EVENT], mail, Keys({"MAIL_KEY": "s3cret-s3cret"}))
    assert not any("AUTH" in line.upper() for line in post.heard)


def test_what_did_not_arrive_is_told_the_next_time_and_then_no_more(desk, server, clock, tmp_path):
    living = Desk(desk, server, clock, COURSE)
    clock.at += timedelta(days=(FIRST - clock.at.date()).days + 1)
    living._publish(0, FIRST)
    living.daily()
    failed = desk("watch", "--notify", "false")
    assert (failed.code, json.loads(failed.out)["event"]) == (1, "suspect")
    assert failed.err == "the command 'false' left with 1; it is told again next time\n"
    heard = tmp_path / "heard.json"
    late = desk("watch", "--notify", f"tee {heard}")
    assert (late.code, late.out) == (0, "")
    assert json.loads(heard.read_text())["text"].startswith("price.close on 2025-10-20: suspect")
    heard.unlink()
    desk("watch", "--notify", f"tee {heard}")
    assert not heard.exists()
    (tmp_path / "downdraft.db.watch.json").write_text("{")
    assert "is not what `watch` keeps there; remove it" in desk("watch").err
