"""The table of formats: every entry works, and a wrong name is answered with the right one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import holdfast
from holdfast.formats.report.index import FORMATS, renderer
from holdfast.formats.report.look import Look
from holdfast.model.errors import UsageError

from .sample import full


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_a_report(name: str) -> None:
    written = renderer(name)(full(), Look())
    bill = name in ("cyclonedx", "spdx", "openvex")  # they tell of packages alone
    assert json.loads(written) if bill else "HF-SEC-001" in written or "cloud-access-key" in written
    assert written.endswith("\n")
    assert FORMATS[name].suffix.startswith(".")
    assert FORMATS[name].help.endswith(".")


@pytest.mark.parametrize(("wrong", "right"), [("sarfi", "sarif"), ("JSON", "json"), ("htm", "html")])
def test_a_wrong_name_is_answered_with_the_nearest(wrong: str, right: str) -> None:
    with pytest.raises(UsageError, match=wrong) as caught:
        renderer(wrong)
    assert repr(right) in caught.value.advice


def test_a_name_like_none_is_answered_with_all() -> None:
    with pytest.raises(UsageError) as caught:
        renderer("zzz")
    assert all(name in caught.value.advice for name in FORMATS)


def test_the_text_format_imports_nothing_heavy() -> None:
    """The commit hook writes text; it must not pay for the other formats."""
    code = (
        "import sys;"
        "from holdfast.formats.report.index import renderer; renderer('text');"
        "heavy = {'json', 'jinja2', 'difflib', 'textwrap', 'shutil', 'unicodedata', 'urllib.parse'};"
        "print(*sorted(set(sys.modules) & heavy))"
    )
    source = Path(holdfast.__file__).parents[1]
    bare = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={**os.environ, "PYTHONPATH": str(source)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert bare.stdout.strip() == ""
