"""What mkdocs is given beside docs/: the README and its like, the notebook, and what pages link to.

In: the files of the repository. Out: pages, and copies as text of each file outside docs/ that a
page links to, so that every link leads somewhere within the site. A folder is named without a link.
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File

ROOT = Path(__file__).resolve().parents[1]
PAGES = {
    "README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "SECURITY.md": "security.md",
    "CHANGELOG.md": "changelog.md", "docs/python.ipynb": "notebook.md",
}  # fmt: skip
"""Files that are pages under another name."""
LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\((?!\w+:|#)([^)#\s]+)(#[^)\s]*)?\)")
FENCE = re.compile(r"(^```.*?^```|^~~~.*?^~~~)", re.MULTILINE | re.DOTALL)


def on_files(files: Any, config: Any) -> Any:
    """Add the pages and the copies."""
    for source, page in PAGES.items():
        files.append(File.generated(config, page, content=_text(source)))
    there = {file.src_uri: _source(file.src_uri) for file in files.documentation_pages()}
    linked = {
        target
        for source in there.values()
        for target in _targets(_text(source), source)
        if _outside(target)
    }
    for target in sorted(linked):
        content = (ROOT / target).read_bytes()
        files.append(File.generated(config, _copy(target), content=content))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """The text of a page, with its links to where things are in the site."""
    source = _source(page.file.src_uri)
    return _outside_of_code(markdown, lambda text: LINK.sub(lambda m: _link(m, source), text))


def _link(found: re.Match[str], source: str) -> str:
    said, anchor = found[1], found[3] or ""
    target = _target(found[2], source)
    if (ROOT / target).is_dir():
        return said
    page = PAGES.get(target) or (_copy(target) if _outside(target) else target[len("docs/") :])
    return f"[{said}]({page}{anchor})"


def _targets(text: str, source: str) -> list[str]:
    found: list[str] = []
    _outside_of_code(text, lambda part: found.extend(m[2] for m in LINK.finditer(part)) or part)
    return [_target(link, source) for link in found]


def _target(link: str, source: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), link))


def _outside(target: str) -> bool:
    """Whether it is a file of the repository that is neither a page nor lies in docs/."""
    return target not in PAGES and not target.startswith("docs/") and (ROOT / target).is_file()


def _copy(target: str) -> str:
    return f"source/{target}.txt"


def _source(page: str) -> str:
    """The file of the repository that a page is."""
    return next((source for source, name in PAGES.items() if name == page), f"docs/{page}")


def _text(source: str) -> str:
    text = (ROOT / source).read_text(encoding="utf-8")
    return _as_page(json.loads(text)) if source.endswith(".ipynb") else text


def _as_page(notebook: dict[str, Any]) -> str:
    """A notebook as Markdown: its texts, and its code in fences."""
    cells = ((cell["cell_type"], "".join(cell["source"])) for cell in notebook["cells"])
    return "\n\n".join(
        f"```python\n{said}\n```" if kind == "code" else said for kind, said in cells
    )


def _outside_of_code(text: str, change: Callable[[str], str]) -> str:
    """A text with what stands outside of fences changed."""
    parts = FENCE.split(text)
    return "".join(part if n % 2 else change(part) for n, part in enumerate(parts))
