"""Which code gave an answer: the fingerprint sees the code that judges by its meaning, no other."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engine import VERSION, fingerprint, reached
from engine.fingerprint import JUDGING, OURS, WRITING
from engine.reached import Code

ROOT = Path(__file__).resolve().parents[2]
JUDGE = "engine/judge/run.py"
ADDED = '''

def added(seen: int) -> int:
    """What is added."""
    if seen == 1:
        return 2
    return len(seen)
'''


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def cache(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cache of one's own, so that each file is read once here."""
    monkeypatch.setattr("kb.cache.cache_folder", lambda: folder)


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code."""
    folder = tmp_path_factory.mktemp("house")
    for place in (*OURS, "templates"):
        shutil.copytree(ROOT / place, folder / place, ignore=lambda *_: ["__pycache__"])
    with (folder / JUDGE).open("a", encoding="utf-8") as file:
        file.write(ADDED)
    return folder


@pytest.fixture
def house(copied: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The copy, and digests taken of it; afterwards those of the code itself are taken again."""
    monkeypatch.setattr(reached, "_place", lambda top: copied / top)
    yield copied
    fingerprint.code_under.cache_clear()


def judging() -> str:
    """The digest of the code that judges, not the one that was taken before."""
    fingerprint.code_under.cache_clear()
    return fingerprint.code_digest.__wrapped__(JUDGING)


def writing(house: Path) -> str:
    fingerprint.code_under.cache_clear()
    return fingerprint.code_digest.__wrapped__(WRITING, (str(house / "templates"),))


def changed(house: Path, name: str, change: Callable[[str], str], taken: Callable[[], str]) -> bool:
    """Whether a change of a file changes a digest; the file is as it was afterwards."""
    file, before = house / name, taken()
    text = file.read_text(encoding="utf-8")
    assert change(text) != text
    file.write_text(change(text), encoding="utf-8")
    after = taken()
    file.write_text(text, encoding="utf-8")
    return after != before


def remark(text: str) -> str:
    return text.replace("    if seen", "    # a remark\n    if seen")


def blank_line(text: str) -> str:
    return text.replace("    if seen", "\n\n    if seen")


def docstring(text: str) -> str:
    return text.replace("What is added.", "Said otherwise.")


def layout(text: str) -> str:
    return text.replace("len(seen)", "len(\n        seen,\n    )")


def operator(text: str) -> str:
    return text.replace("seen == 1", "seen != 1")


def number(text: str) -> str:
    return text.replace("stale_after: 5", "stale_after: 6", 1)


def statement(text: str) -> str:
    return f"{text}\nADDED = 1\n"


@pytest.mark.parametrize("change", [remark, blank_line, docstring, layout])
def test_how_code_is_written_down_changes_no_run_id(
    house: Path, change: Callable[[str], str]
) -> None:
    assert not changed(house, JUDGE, change, judging)


def test_a_remark_in_any_file_changes_nothing(house: Path) -> None:
    before = judging(), writing(house)
    for file in (*house.glob("engine/**/*.py"), *house.glob("kb/**/*.py")):
        file.write_text(f"{file.read_text(encoding='utf-8')}\n# a remark\n", encoding="utf-8")
    for file in (house / "kb/catalog.yaml", house / "engine/pages/syntax.lark"):
        mark = "#" if file.suffix == ".yaml" else "//"
        file.write_text(f"{mark} a remark\n{file.read_text(encoding='utf-8')}", encoding="utf-8")
    assert (judging(), writing(house)) == before


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (JUDGE, operator),
        ("engine/measures/choose.py", statement),
        ("engine/numeric/normal.py", statement),
        ("engine/pages/build.py", statement),
        ("kb/visible.py", statement),
        ("kb/catalog.yaml", number),
        ("engine/pages/syntax.lark", lambda text: text.replace('"about"', '"around"')),
    ],
)
def test_what_judges_changes_it(house: Path, name: str, change: Callable[[str], str]) -> None:
    assert changed(house, name, change, judging)


@pytest.mark.parametrize(
    "name",
    [
        "engine/cli/main.py", "engine/cli/brief.py", "engine/words/numbers.py",
        "engine/briefing/compose.py", "engine/ledger/replay.py", "engine/pictures/record.py",
        "kb/packs/__init__.py", "kb/readers/csv.py", "templates/briefing.md.j2",
    ],
)  # fmt: skip
def test_commands_words_and_charts_change_no_run_id(house: Path, name: str) -> None:
    assert not changed(house, name, lambda text: f"{text}\nADDED = 1\n", judging)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("engine/words/numbers.py", True), ("engine/briefing/compose.py", True),
        ("templates/briefing.md.j2", True), (JUDGE, True), ("engine/cli/brief.py", False),
    ],
)  # fmt: skip
def test_what_writes_documents_changes_their_version(house: Path, name: str, seen: bool) -> None:
    assert changed(house, name, lambda text: f"{text}\nADDED = 1\n", lambda: writing(house)) is seen


def test_no_room_that_writes_is_reached_from_one_that_judges() -> None:
    """Else a word would change a run id: the directions of the house, seen from here."""
    found = Code(OURS).reached(JUDGING, leaf=fingerprint.__name__)
    rooms = {".".join(name.split(".")[:2]) for name in found if "/" not in name}
    above = ("words", "counterfactual", "changes", "proof", "contract", "briefing", "ledger", "cli")
    assert rooms.isdisjoint(f"engine.{room}" for room in above)
    assert {"engine.judge", "engine.measures", "engine.evaluation", "engine.numeric"} <= rooms


def test_every_formula_a_page_may_call_is_reached() -> None:
    """Their modules are named in the register as texts, and imported when a page calls them."""
    from engine.formulas.register import formulas

    found = Code(OURS).reached(JUDGING, leaf=fingerprint.__name__)
    assert {each.function.__module__ for each in formulas().values()} <= found.keys()


def test_every_data_file_is_seen() -> None:
    found = Code(OURS).reached(JUDGING, leaf=fingerprint.__name__)
    there = [*ROOT.glob("kb/**/*.yaml"), *ROOT.glob("engine/**/*.yaml"), *ROOT.glob("**/*.lark")]
    seen = {name.rpartition("/")[2] for name in found}
    judged = (file for file in there if not {".venv", "maps"} & set(file.parts))  # maps feed in
    assert {file.name for file in judged} <= seen


def test_what_was_read_is_kept_and_read_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    first = judging()

    def again(*_: object) -> None:
        raise AssertionError("a module is read again")

    monkeypatch.setattr(reached, "what_is_said", again)
    assert judging() == first


def test_a_module_that_is_not_there_is_told() -> None:
    with pytest.raises(LookupError, match=r"no module engine\.judge\.nothing"):
        fingerprint.code_digest.__wrapped__(("engine.judge.nothing",))


def test_the_version_of_the_engine_holds_its_start() -> None:
    version, _, digest = fingerprint.engine_version().partition("+")
    assert (version, digest) == (VERSION, fingerprint.code_digest(JUDGING)[:12])


def test_the_ledger_keeps_the_version_of_words_behind_it() -> None:
    judge, _, words = fingerprint.recorded_version().partition("/")
    assert (judge, words) == (fingerprint.engine_version(), fingerprint.document_version())
