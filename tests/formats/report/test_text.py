"""The terminal report: what a person sees."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from holdfast.formats.report.look import Look
from holdfast.formats.report.terminal import cells
from holdfast.formats.report.text import render
from holdfast.model.errors import ExitCode
from holdfast.model.report import GateResult, Report, Skipped, Tally

from .sample import CLOUD_KEY, PASSWORD, clean, empty, finding, full, report


def small() -> Report:
    return report(
        finding(CLOUD_KEY, "src/pay.py", 14, '    key = "{}"'),
        finding(PASSWORD, "src/pay.py", 9, "PASSWORD={}", notes=("The file lies under a folder of samples.",)),
        tally=Tally(files=3, bytes=2_048, lines=81, checks=213, seconds=0.0421),
        skipped=(Skipped(path="logo.png", why="binary", bytes=12_000),),
        compared_with="",
    )


PLAIN_80 = """\
Holdfast 0.1.0 on shop (worktree)

src/pay.py

 CRITICAL  Cloud access key                                     cloud-access-key
     14 │ key = "••••••••••••"
        │        ▔▔▔▔▔▔▔▔▔▔▔▔
    why │ Whoever holds the key acts as its owner: starts machines, reads
        │ storage and creates more keys, from anywhere.
   next │ Create a second key in the provider's console, deploy it, then delete
        │ this one.
        │ holdfast explain cloud-access-key

 HIGH      Password in an assignment     password-assignment · medium confidence
      9 │ PASSWORD=••••••••••••
        │          ▔▔▔▔▔▔▔▔▔▔▔▔
   note │ The file lies under a folder of samples.
    why │ The password opens the account to everyone who can read the
        │ repository, now or in any old clone.
   next │ Change the password where it is used.
        │ holdfast explain password-assignment

────────────────────────────────────────────────────────────────────────────────
findings  2 new
skipped   1 binary (12.0 kB)
accept    one on purpose with a comment on its line:
          holdfast: ignore[CHECK] reason="…" until=YYYY-MM-DD

✗ 2 new at high or above; the gate lets none through.
  gate.fail_on = "high" (default)

3 files · 2.0 kB · 81 lines · 213 checks · 42 ms · 1 skipped (binary)
"""

ASCII_40 = """\
src/pay.py

 CRITICAL  Cloud access key
           cloud-access-key
     14 | key = "************"
        |        ^^^^^^^^^^^^

 HIGH      Password in an assignment
           password-assignment, medium
           confidence
      9 | PASSWORD=************
        |          ^^^^^^^^^^^^
   note | The file lies under a folder
        | of samples.

x 2 new at high or above; the gate lets
  none through.
  gate.fail_on = "high" (default)
"""

COLOR_60 = """\
<1>src/pay.py</>

<1;31> HIGH </>     <1>Password in an assignment</>
           <2>password-assignment · medium confidence</>
      <2>9</> <2>│</> PASSWORD=<1;31>••••••••••••</>
        <2>│</>          <1;31>▔▔▔▔▔▔▔▔▔▔▔▔</>

<1;31>✗</> <1;31>1 new at high or above; the gate lets none through.</>
  <2>gate.fail_on = "high" (default)</>
"""


def _tagged(text: str) -> str:
    return re.sub(r"\x1b\[([0-9;]+)m", lambda code: "</>" if code[1] == "0" else f"<{code[1]}>", text)


def test_at_80_columns() -> None:
    assert render(small(), Look(width=80)) == PLAIN_80


def test_quiet_and_ascii_at_40_columns() -> None:
    assert render(small(), Look(width=40, quiet=True, unicode=False)) == ASCII_40


def test_in_colour_at_60_columns() -> None:
    one = report(finding(PASSWORD, "src/pay.py", 9, "PASSWORD={}"))
    assert _tagged(render(one, Look(width=60, quiet=True, color=True))) == COLOR_60


@pytest.mark.parametrize("verbose", [True, False])
def test_colour_changes_nothing_but_colour(verbose: bool) -> None:
    bare = render(full(), Look(width=100, verbose=verbose))
    colored = render(full(), Look(width=100, verbose=verbose, color=True))
    assert colored != bare
    assert re.sub(r"\x1b\[[0-9;]+m", "", colored) == bare


@pytest.mark.parametrize("width", [0, 40, 57, 80, 120, 200, 999])
@pytest.mark.parametrize("unicode", [True, False])
def test_no_line_is_wider_than_the_screen(width: int, unicode: bool) -> None:
    wide = report(
        *full().findings, finding(CLOUD_KEY, "文書/" * 30 + "鍵.py", 123456789, "値" * 200 + "{}" + "é" * 200)
    )
    text = render(replace(full(), findings=wide.findings), Look(width=width, unicode=unicode, verbose=True))
    assert max(map(cells, text.splitlines())) <= max(40, min(width, 200))


def test_a_long_line_is_cropped_around_the_finding() -> None:
    text = render(report(finding(CLOUD_KEY, "a.js", 1, "a" * 5000 + "{}" + "b" * 5000)), Look(width=60))
    assert re.search(r"│ …a{10,}•{12}b{10,}…\n", text)


def test_why_and_next_stand_once_per_check() -> None:
    text = render(full(), Look(width=120))
    assert text.count("Whoever holds the key") == 1
    assert text.count("holdfast explain cloud-access-key") == 1


def test_the_worst_file_comes_first_and_accepted_findings_are_counted_only() -> None:
    text = render(full(), Look(width=120))
    order = [
        text.index(path)
        for path in ("src/payments/client.py", "web/dist/config.js", "deploy/secret.yaml", "infra/storage.tf")
    ]
    assert order == sorted(order)
    assert "6 new, 2 known (baseline), 2 suppressed (1 comment, 1 decoy)" in text
    assert "tests/conftest.py" not in text
    assert "docs/tutorial.md" not in text


def test_verbose_lists_what_was_accepted_with_reason_and_end() -> None:
    text = render(full(), Look(width=120, verbose=True))
    assert "tests/conftest.py:3 · password-assignment · baseline" in text
    assert "comment at docs/tutorial.md:40: revoked in 2024, until 2027-01-31" in text
    assert "assets/img-29.png" in text


def test_what_could_not_be_read_is_named() -> None:
    text = render(full(), Look(width=120))
    assert "unread    1 unreadable: private/db.key" in text
    assert "30 binary (12.3 MB), 9 excluded (810.0 kB), 1 too large (48.0 MB)" in text
    assert "41 skipped (unreadable, binary, excluded, too large)" in text


def test_one_summary_line_when_it_fits() -> None:
    last = render(clean(), Look(width=120)).splitlines()[-1]
    assert last == "214 files · 3.1 MB · 88,204 lines · 213 checks · 0.41 s · 180 cached · 12 decoded"


def test_a_clean_scan_ends_in_the_gates_sentence() -> None:
    assert "✓ Passed: nothing new at high or above." in render(clean(), Look())


@pytest.mark.parametrize("quiet", [True, False])
def test_nothing_read_never_passes(quiet: bool) -> None:
    text = render(empty(), Look(quiet=quiet))
    assert "passed" not in text.lower()
    assert "! Nothing was read, so nothing can be said." in text


def test_an_incomplete_scan_says_so_without_a_tick() -> None:
    gate = GateResult(
        code=ExitCode.INCOMPLETE, says="Incomplete: 2 files could not be read.", rule="gate.max_unread = 0 (default)"
    )
    assert "! Incomplete: 2 files could not be read." in render(replace(clean(), gate=gate), Look())


def test_a_known_finding_that_refuses_is_shown_in_full() -> None:
    known = next(item for item in full().findings if item.known_by)
    gate = replace(full().gate, refused=(known.fingerprint,))
    assert "tests/conftest.py" in render(replace(full(), gate=gate), Look(width=120))


def test_the_comment_to_accept_names_the_only_check() -> None:
    text = render(report(finding(CLOUD_KEY, "a.py", 1, "{}")), Look())
    assert 'holdfast: ignore[cloud-access-key] reason="…"' in text
