"""What comes is not believed: each link, digest, row and page is held against its hash."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from kb import chain
from kb.batch_digest import RowDigest
from kb.errors import StoreError
from kb.exchange.content import Content, Spelt, opened, squeezed, unpacked
from kb.exchange.frames import offers_in
from kb.exchange.offers import BaseSource, offer_of
from kb.exchange.receive import receive
from kb.exchange.received import Received
from kb.taken_back import withdrawal_digest
from kb.verify.base import problems
from kb.withdrawals import withdraw
from tests.every import every
from tests.kb.exchange.conftest import days, pull, record, sound, state
from tests.kb.verified import disarmed

SPELT = Spelt(("etf.net_flow", "desk", "btc", None), 20_400, 1_763_000_000, 1, "USD m", 1.0, "", 1)


class Forged(BaseSource):
    """A base as a source, some of its offers or contents changed on the way."""

    def __init__(self, kb, offers=lambda offer: offer, contents=lambda content: content):
        super().__init__(kb.connection, "a forger")
        self._offer, self._content = offers, contents

    def offers(self):
        return filter(None, map(self._offer, super().offers()))

    def contents(self, wanted: Sequence[str]):
        return map(self._content, super().contents(wanted))


def relinked(offer):
    return replace(offer, link=chain.link(offer.kind, offer.before, *offer.said))


def a_batch_of(*rows: Spelt):
    """An offer of rows as whoever writes links himself would make it, and its content."""
    content = Content(rows)
    try:
        said = content.digest(), len(rows), "", 1_763_000_000
    except (OverflowError, ValueError):
        said = RowDigest().digest(), len(rows), "", 1_763_000_000
    given = offer_of(
        ["batch", chain.link("batch", chain.GENESIS, *said), chain.GENESIS, said, [], ""]
    )

    class Source:
        name = "a forger"

        def offers(self):
            return iter([given])

        def contents(self, wanted):
            return iter([content.packed() for _ in wanted])

    return Source()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda offer: replace(offer, said=(*offer.said[:3], 1)), "is not what its name says"),
        (
            lambda offer: relinked(replace(offer, before="0" * 63 + "1")),
            "follows 0000000",
        ),
        (lambda offer: relinked(replace(offer, said=(*offer.said[:1], 9, "", 1))), "what its name"),
        (lambda offer: relinked(replace(offer, said=(offer.said[0], 3, "", 1))), "what its name"),
    ],
    ids=["another moment", "no parent", "another digest", "other rows"],
)
def test_an_offer_that_is_not_what_its_link_says_is_refused(office, change, says):
    one = office(days(5, 7))
    before = state(one)
    with pytest.raises(StoreError, match=says):
        receive(one, Forged(office(days(1, 3)), change), Received())
    assert state(one) == before


@pytest.mark.parametrize(
    "content",
    [b"", b"no zlib", squeezed([]), squeezed({"rows": 1}), squeezed({"series": [], "rows": [[0]]})],
)
def test_a_content_that_is_another_one_is_refused(office, content):
    with pytest.raises(StoreError, match=r"have it sent again|is not what its name says"):
        receive(office(), Forged(office(days(1, 3)), contents=lambda _: content), Received())


def test_of_what_is_rolled_back_nothing_is_counted_and_the_bad_content_is_named(office):
    other = office(days(1, 3), days(3, 5), label="flows.csv")
    [digest] = other.rows("SELECT digest FROM batch WHERE id = 2")[0]
    met = iter(range(9))
    spoilt = Forged(other, contents=lambda content: content if next(met) != 1 else b"no zlib")
    one, done = office(), Received()
    with pytest.raises(StoreError, match=rf"batch \w{{12}} \(flows.csv\), content {digest[:12]}: "):
        receive(one, spoilt, done)
    assert (one.last_fact(), done) == (0, Received())


def test_a_group_before_a_bad_one_is_kept_and_counted(office, monkeypatch):
    monkeypatch.setattr("kb.exchange.receive.AT_ONCE", 1)
    met = iter(range(9))
    spoilt = Forged(
        office(days(1, 3), days(3, 6)),
        contents=lambda content: content if next(met) != 1 else b"no zlib",
    )
    one, done = office(), Received()
    with pytest.raises(StoreError, match="have it sent again"):
        receive(one, spoilt, done)
    assert (one.last_fact(), done.facts, done.came["batches"]) == (2, 2, 1)


def test_a_content_that_unpacks_to_too_much_is_cut_off():
    with pytest.raises(StoreError, match="not the content of a batch"):
        opened(squeezed({"rows": [0] * 500}), 100)


@pytest.mark.parametrize(
    "odd",
    [
        {"series": ("etf net flow", "desk", "btc", None)},
        {"series": ("etf.net_flow", "de\x1bsk", "btc", None)},
        {"series": ("etf.net_flow", "desk", "btc", "soon")},
        {"unit": "parsecs"},
        {"span": 0},
        {"note": "two\nlines"},
        {"publication": 9},
        {"known_at": 2**60},
    ],
    ids=str,
)
def test_a_row_that_is_no_fact_is_refused_though_its_digest_is_right(office, odd):
    one = office()
    with pytest.raises(StoreError, match="holds what no fact may"):
        receive(one, a_batch_of(SPELT, SPELT._replace(**odd)), Received())
    assert one.last_batch() == 0


@pytest.mark.parametrize(
    "odd",
    [{"known_at": 1762732800.5}, {"as_of": 20_400.0}, {"as_of": 10**12}, {"value": "1"},
     {"value": True}, {"note": None}, {"publication": 300}],
    ids=str,
)  # fmt: skip
def test_a_cell_of_another_kind_is_refused_before_its_digest_is_taken(office, odd):
    one, packed = office(), Content((SPELT, SPELT._replace(**odd))).packed()
    with pytest.raises(StoreError, match="what came is not the content of a batch"):
        unpacked(packed)
    assert one.last_batch() == 0


def test_a_batch_whose_rows_are_known_cannot_say_that_it_has_more(office):
    other, one = office(days(1, 3)), office(days(1, 3))

    def more(offer):
        return relinked(replace(offer, said=(offer.said[0], 500, *offer.said[2:])))

    with pytest.raises(StoreError, match="is not what its name says"):
        receive(one, Forged(other, more), Received())
    assert sound(one)


@pytest.mark.parametrize("since", [-1, 10**14])
def test_nothing_is_taken_back_before_it_was_known_or_in_days_to_come(office, since):
    other, one = office(days(1, 3)), office()
    withdraw(other, [2], "misread")

    def forge(offer):
        if not offer.withdrawn:
            return offer
        [(number, _, why)] = offer.withdrawn
        taken = ((number, since, why),)
        said = (withdrawal_digest(taken), *offer.said[1:])
        return relinked(replace(offer, said=said, withdrawn=taken))

    with pytest.raises(StoreError, match="before it was known, or in days to come"):
        receive(one, Forged(other, forge), Received())
    assert sound(one)


def test_a_fact_that_is_taken_back_twice_at_once_is_refused(office):
    other, one = office(days(1, 3)), office()
    withdraw(other, [2], "misread")

    def forge(offer):
        taken = offer.withdrawn * 2
        said = (withdrawal_digest(taken), *offer.said[1:])
        return relinked(replace(offer, said=said, withdrawn=taken)) if taken else offer

    with pytest.raises(StoreError, match="takes back fact 2 twice, which no base does; ask the"):
        receive(one, Forged(other, forge), Received())
    assert (one.last_batch(), sound(one)) == (0, True)


def test_what_is_taken_back_must_be_there_and_for_a_plain_reason(office):
    other = office(days(1, 3))
    withdraw(other, [2], "misread")

    def forge(offer):
        if not offer.withdrawn:
            return offer
        taken = ((9, *offer.withdrawn[0][1:]),)
        return relinked(
            replace(offer, withdrawn=taken, said=(withdrawal_digest(taken), *offer.said[1:]))
        )

    with pytest.raises(StoreError, match="takes back fact 9, which is not before it"):
        receive(office(), Forged(other, forge), Received())


def test_a_run_or_a_page_that_was_altered_is_refused(office):
    other = office(days(1, 3))
    record(other, "ab12", 1)
    for place, says in (
        (1, "a run: it is not what its name says"),
        (2, "have it sent again|rule book"),
    ):
        met = iter(range(9))
        spoilt = Forged(
            other, contents=lambda content, met=met, place=place: content
            if next(met) != place else content[:-9] + bytes(9),
        )  # fmt: skip
        with pytest.raises(StoreError, match=says):
            receive(office(), spoilt, Received())


@every(
    "given",
    [
        None, [], ["batch"], ["batch", "x", "0" * 64, ["../../etc/passwd", 1, "", 1], [], ""],
        ["batch", "0" * 64, "0" * 64, ["../../etc/passwd", 1, "", 1], [], ""],
        ["run", "0" * 64, "0" * 64, ["a", "b", 1], [], "../book"],
        ["batch", "0" * 64, "0" * 64, ["0" * 64, True, "", 1], [], ""],
        ["batch", "0" * 64, "0" * 64, ["0" * 64, 0, "", 1], [[1, 2]], ""],
        ["table", "0" * 64, "0" * 64, [], [], ""],
    ],
)  # fmt: skip
def test_what_is_no_offer_names_no_file_and_is_refused(given):
    with pytest.raises(StoreError, match="upgrade both sides"):
        offer_of(given)


@pytest.mark.parametrize(
    ("index", "said"),
    [
        (b"", "damaged"), (b"<html>", "damaged"), (b"[]", "damaged"), (b"{}", "damaged"),
        (b'{"downdraft": "exchange", "version": 1, "offe', "take index.json away"),
        (b'{"downdraft": "exchange", "version": 1, "offers": 3}', "upgrade both sides"),
        (b'{"downdraft": "exchange", "version": 2}', "upgrade both sides"),
    ],
)  # fmt: skip
def test_what_is_no_index_is_refused(index, said):
    with pytest.raises(StoreError, match=said):
        list(offers_in(index, "x"))


def test_a_line_that_breaks_off_leaves_what_came_whole(office, monkeypatch):
    monkeypatch.setattr("kb.exchange.receive.AT_ONCE", 1)
    one, other = office(days(20, 22)), office(days(1, 3), days(3, 5), days(5, 7))

    class Cut(BaseSource):
        def contents(self, wanted):
            return (content for content, _ in zip(super().contents(wanted), range(2), strict=False))

    with pytest.raises(StoreError, match="it broke off; ask again"):
        receive(one, Cut(other.connection, "a line"), Received())
    assert one.last_batch() == 3
    assert sound(one)
    assert pull(one, other).facts == 2


@pytest.mark.parametrize(
    ("edit", "says"),
    [
        ("said = replace(said, '2,', '3,')", "received 1: is not as it was written when it came"),
        ("batch_id = NULL", "received 1: is not as it was written when it came"),
        ("before = link", "received 1: is not the batch of its origin"),
        ("kept = x'00'", "received 1: its rows are not those of its digest"),
        ("at = 0", "received 1: is not as it was written when it came"),
    ],
)
def test_whatever_is_altered_of_what_came_is_named(office, edit, says):
    one = office(days(5, 7))
    pull(one, office(days(1, 3)))
    with disarmed(one.connection):
        one.connection.execute(f"UPDATE received SET {edit} WHERE id = 1")
    assert says in [str(problem) for problem in problems(one.connection)]


def test_a_fact_that_was_altered_is_missed_by_its_batch_and_by_that_of_its_origin(office):
    one = office(days(5, 7))
    pull(one, office(days(5, 9)))
    with disarmed(one.connection):
        one.connection.execute("UPDATE fact SET value = 1 WHERE id = 1")
    tables = {problem.table for problem in problems(one.connection)}
    assert {"fact", "received"} <= tables


def test_rows_come_out_of_their_bytes_as_they_went_in():
    rows = (SPELT, SPELT._replace(value=-0.1, note="é", publication=2, unit="USD bn"))
    assert unpacked(Content(rows).packed()).rows == rows
