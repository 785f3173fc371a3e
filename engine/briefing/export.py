"""A briefing as the contract for programs: a composed briefing in, one JSON document out.

What has the contract's own names is read from its attributes by the models.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from engine.briefing.export_compared import flip_out, theses_out
from engine.briefing.front.export import front_out
from engine.briefing.numbers_found import lines, quantity, row_of
from engine.briefing.parts import Briefing, ForecastPart
from engine.contract.briefing import BriefingOut
from engine.contract.channels import CHANNELS
from engine.contract.findings import RecordOut
from engine.contract.model import Range
from engine.evaluation.said import by_claim
from engine.forecast.protocol import HORIZONS, LEVELS
from engine.judge.run import Run
from engine.words import numbers
from engine.words.cite import unmarked
from engine.words.sentences import Sentence
from kb.clock import day_date

if TYPE_CHECKING:
    from engine.briefing.stale import Stale
    from engine.forecast.backtest import Backtest
    from engine.forecast.statement import Statement
    from engine.forecast.track_record import InState

FAN = "a driftless random walk with the volatility of the past year; no record is behind it"
Part = dict[str, Any]


def as_json(briefing: Briefing) -> str:
    """The contract's text for a briefing: stable key order, two spaces, a line feed at the end."""
    document = contract(briefing).model_dump(by_alias=True)
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def contract(briefing: Briefing) -> BriefingOut:
    """The contract's model of a briefing."""
    run = briefing.run
    return BriefingOut.model_validate({
        "run": run.id,
        "asset": run.question.asset,
        "as_of": numbers.iso_date(run.question.as_of),
        "known_at": numbers.iso_moment(run.question.known_at),
        "rulebook": run.book.hash,
        "facts_digest": run.facts_digest,
        "judged_by": "one evaluator" if run.note else "two evaluators",
        "headline": run.headline,
        **_headline(briefing),
        "front": front_out(briefing.front),
        "changed": briefing.since,
        "sentences": list(map(_sentence, briefing.sentences)),
        "findings": list(_findings(briefing)),
        "channels": _channels(run),
        "floor": _floor(run, briefing.forecast),
        "conflicts": run.conflicts,
        "not_judged": list(_not_judged(run)),
        "flips": [flip_out(run, flip) for flip in briefing.nearest],
        "stale": list(map(_stale, briefing.old)),
        "theses": theses_out(run, briefing.theses.comparison) if briefing.theses else None,
    })  # fmt: skip


def _stale(old: Stale) -> Part:
    newest, since = map(numbers.iso_date, (old.newest, old.since))
    return {"series": old.series, "newest": newest, "since": since, "why": old.why}


def _headline(briefing: Briefing) -> Part:
    """What the headline's claim is, and what is said of it."""
    claim = briefing.run.headline
    words = [unmarked(sentence.text) for sentence in briefing.headline]
    title = briefing.run.book.page(claim).title if claim else None
    return {"headline_title": title, "headline_words": " ".join(words) or None}


def _sentence(said: Sentence) -> Part:
    """A sentence with what its parts are bound to."""
    bound = [
        {"text": said.text[start:end], "kind": ref.kind, "name": ref.name}
        for start, end, ref in said.bound.spans
    ]
    own = {name: getattr(said, name) for name in ("id", "claim", "paragraphs", "text")}
    return {**own, "bound": bound}


def _findings(briefing: Briefing) -> Iterator[Part]:
    run, verdicts = briefing.run, by_claim(briefing.run.said)
    texts: dict[str, list[str]] = {}
    for sentence in (each for each in briefing.sentences if not each.short):
        texts.setdefault(sentence.claim, []).append(sentence.text)
    for page in run.book.pages:
        found, row = run.findings[page.claim], row_of(run, page, verdicts.get(page.claim, ()))
        own = texts.get(page.claim, ()) if page.kind != "opinion" else ()
        said = {
            "claim": page.claim,
            "title": page.title,
            "status": found.status,
            "sentence": " ".join(own) or None,
        }
        yield {**said, "reason": found.reason, **vars(row)}


def _channels(run: Run) -> list[Part] | None:
    """The split of the fall as rules/briefing.yaml names it; none where no part of it is known.

    Policy sells nothing: its share is unknown wherever the others are given.
    """
    rows = {row.label: row.quantities[0] for row in run.book.order.causes}
    shares = {name: quantity(run, *key) for name, key in rows.items()}
    if all(share.mid is None for share in shares.values()):
        return None
    nothing = Range(low=None, mid=None, high=None, unit="ratio")
    claims = {name: [claim] for name, (claim, _) in rows.items()}
    return [
        {"name": name, "share": shares.get(name, nothing), "claims": claims.get(name, [])}
        for name in CHANNELS
    ]


def _floor(run: Run, forecast: ForecastPart) -> Part | None:
    order = run.book.order
    if not order.conditions:
        return None
    return {
        "conditions": [_condition(run, claim) for claim in order.conditions],
        "anchors": {row.label: quantity(run, *row.quantities[0]) for row in order.anchors},
        "fan": {row.label: [quantity(run, *key) for key in row.quantities] for row in order.fan},
        "method": unmarked(forecast.name) or FAN,
        "forecast": _forecast(forecast),
    }


def _condition(run: Run, claim: str) -> Part:
    own = tuple(lines(run, run.book.page(claim)))
    return {"claim": claim, "status": run.findings[claim].status, "lines": own}


def _forecast(part: ForecastPart) -> Part:
    """The forecast with its record; empty, with the reason, where there is none."""
    made = part.statement
    horizons = list(enumerate(HORIZONS)) if made else []
    record = made.record if made else None
    return {
        "forecaster": made and made.forecaster,
        "quantiles": {str(days): made.quantiles[h].tolist() for h, days in horizons if made},
        "prices": {str(days): _prices(made, h) for h, days in horizons if made},
        "low_is_in": {str(days): made.chance_low_is_in(h) for h, days in horizons if made},
        "weights": {str(days): _weights(made, h) for h, days in horizons if made},
        "low_so_far": _low(made) if made else None,
        "state": made and made.state,
        "elsewhere": {str(days): _elsewhere(made, h) for h, days in horizons if made},
        "record": _records(record) if record else {},
        "conditions": record.conditions if record else {},
        "missing": (made.no_record or None) if made else unmarked(part.missing),
    }


def _prices(made: Statement, horizon: int) -> list[float]:
    return [made.level(horizon, place) for place in range(len(LEVELS))]


def _elsewhere(made: Statement, horizon: int) -> Part:
    from engine.briefing.record_elsewhere import ELSEWHERE

    cases, assets, gained, low, high, held = ELSEWHERE[made.state][horizon]
    return {
        "cases": cases, "assets": assets, "skill": gained, "interval": (low, high),
        "coverage": held,
    }  # fmt: skip


def _low(made: Statement) -> Part:
    return {
        "price": made.lowest, "as_of": day_date(made.lowest_day),
        "high": made.peak, "high_as_of": day_date(made.peak_day),
    }  # fmt: skip


def _weights(made: Statement, horizon: int) -> dict[str, float]:
    from engine.forecast.laws import LAWS

    return dict(zip(LAWS, made.shares[horizon].tolist(), strict=True))


def _records(record: Backtest) -> dict[str, Part]:
    from engine.forecast.forecasters import LEADING, OURS

    found = {}
    for horizon, days in enumerate(HORIZONS):
        own, plain = record.record[OURS][horizon], record.record[LEADING][horizon]
        gained = record.skill[LEADING][horizon]
        if own is not None and plain is not None and gained is not None:
            kept = {n: v for n, v in vars(own).items() if n in RecordOut.model_fields}
            states = {each.state: _in_state(each) for each in record.states[horizon]}
            found[str(days)] = kept | {
                "crps_of_plain_walk": plain.crps, "skill": gained.value,
                "interval": gained.interval, "states": states,
            }  # fmt: skip
    return found


def _in_state(found: InState) -> dict[str, Part]:
    return {name: value for name, value in vars(found).items() if name != "state"}


def _not_judged(run: Run) -> Iterator[Part]:
    for found in run.findings.values():
        if found.status in ("unknown", "not_judged"):
            needs = [f"{lack.what}: {lack.detail}" for lack in found.lacks]
            yield {"claim": found.claim, "reason": found.reason or "opinion", "needs": needs}
