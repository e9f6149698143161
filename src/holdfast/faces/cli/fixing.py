"""``holdfast scan --fix``: shows what is written right, and does it."""

from __future__ import annotations

import sys
from collections.abc import Callable

from holdfast.app.fix import apply, plan
from holdfast.app.scan import Scanned
from holdfast.faces.cli.paint import paint, shown


def fixed(done: Scanned, again: Callable[[], Scanned], *, dry_run: bool) -> Scanned:
    """Write right what a scan found, as far as rules know how, and scan again; of a dry run only the diff is shown.

    What is changed goes to standard error, as the report has standard output. Raises HoldfastError with advice.
    """
    fixes = plan(done)
    pen = paint(sys.stderr)
    for refused in fixes.refused:
        print(pen.warn(f"not fixed: {shown(refused)}"), file=sys.stderr)
    if fixes.plan.empty:
        print(pen.dim("No finding has a fix that is certain."), file=sys.stderr)
        return done
    print(fixes.plan.diff(), end="", file=sys.stderr)
    if dry_run:
        print(pen.dim(f"{fixes.plan.title}, had this been no dry run."), file=sys.stderr)
        return done
    apply(fixes)
    print(pen.strong(f"{fixes.plan.title}."), file=sys.stderr)
    return again()
