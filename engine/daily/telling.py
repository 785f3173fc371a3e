"""Events to whoever wants them: a command, an address on the web, a mail. What failed is raised."""

from __future__ import annotations

import shlex
import smtplib
import ssl
import subprocess
from collections.abc import Sequence
from email.message import EmailMessage
from typing import TYPE_CHECKING

from kb.errors import StoreError

if TYPE_CHECKING:
    from engine.daily.events import Event
    from engine.daily.settings import Mail
    from kb.feeds.keys import Keys

SECONDS = 60.0
ENCRYPTED = 465  # the port of mail servers that speak TLS from the first byte


class Untold(StoreError):
    """An event that did not reach whom it was for; it is kept and told with the next ones."""


def by_command(event: Event, command: str) -> None:
    """Run a command with the event as JSON on its standard input."""
    try:
        words = shlex.split(command)
        subprocess.run(
            words, input=event.model_dump_json(), text=True, check=True, timeout=SECONDS,
            capture_output=True,
        )  # fmt: skip
    except (OSError, ValueError, IndexError) as error:
        raise Untold(f"the command {command!r} cannot be run: {error}") from None
    except subprocess.CalledProcessError as error:
        said = (error.stderr or "").strip().partition("\n")[0][:200]
        why = f"left with {error.returncode}{f': {said}' if said else ''}"
        raise Untold(f"the command {command!r} {why}") from None
    except subprocess.TimeoutExpired:
        raise Untold(f"the command {command!r} took more than {SECONDS:g} seconds") from None


def by_webhook(event: Event, address: str) -> None:
    """Post an event as JSON; the address, in which a secret may stand, is in no message."""
    from kb.feeds.line import MISSING

    try:
        import httpx
    except ImportError:
        raise Untold(MISSING) from None
    try:
        answer = httpx.post(
            address, content=event.model_dump_json(), timeout=SECONDS,
            headers={"Content-Type": "application/json"},
        )  # fmt: skip
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise Untold(f"the webhook cannot be reached ({type(error).__name__})") from None
    if not answer.is_success:
        raise Untold(f"the webhook answered {answer.status_code}")


def by_mail(events: Sequence[Event], mail: Mail, keys: Keys) -> None:
    """Send events in one mail, encrypted where the server can."""
    message = EmailMessage()
    message["From"], message["To"] = mail.sender, ", ".join(mail.to)
    first = events[0]
    more = f" and {len(events) - 1} more" if len(events) > 1 else ""
    message["Subject"] = f"downdraft {first.asset} {first.day}: {first.event}{more}"
    message.set_content("\n\n".join(map(_told, events)))
    try:
        with _server(mail) as server:
            if mail.user:
                server.login(mail.user, _password(mail, keys))
            server.send_message(message)
    except (OSError, smtplib.SMTPException) as error:
        raise Untold(keys.without(f"the mail was not sent: {error}")) from None


def _password(mail: Mail, keys: Keys) -> str:
    found = keys.value(mail.password)
    if not found:
        why = f" ({keys.problem})" if keys.problem else ""
        raise Untold(f"the mail was not sent: its key {mail.password!r} is not at hand{why}")
    return found


def _server(mail: Mail) -> smtplib.SMTP:
    """A connection to the mail server; Untold where a password would go over it in the open."""
    trusted = ssl.create_default_context()
    if mail.port == ENCRYPTED:
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=SECONDS, context=trusted)
    server = smtplib.SMTP(mail.host, mail.port, timeout=SECONDS)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=trusted)
    elif mail.user:
        server.close()
        raise Untold(f"{mail.host} offers no encryption, so the password was not sent to it")
    return server


def _told(event: Event) -> str:
    cited = f"{', '.join(event.sentences)}: {event.said}" if event.sentences else event.said
    what = f"{event.asset} {event.day}, {event.event}: {event.text}"
    return f"{what}\n  {cited}\n  run {event.run[:12]}"
