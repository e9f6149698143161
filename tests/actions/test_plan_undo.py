"""Plans: shown safely, carried out as a whole, undone without a trace."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.actions.changes import apply, capture, same, undo
from holdfast.model.errors import IncompleteError
from holdfast.model.plan import Change, Plan, Snapshot

NAMES = ("a", "b c", "deep/er/d", "deep/é", "other/'q'")
MODES = st.sampled_from([0o600, 0o644, 0o755, 0o664, 0o700])
CONTENT = st.one_of(
    st.none(),
    st.builds(Snapshot, data=st.binary(max_size=100), mode=MODES),
    st.builds(
        lambda data: Snapshot(data=data, mode=0o777, link=True),
        st.sampled_from([b"a", b"nowhere", b"../x y", "é".encode()]),
    ),
)


def put(path: Path, item: Snapshot | None) -> None:
    """Make a path be as told."""
    if item is None:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    if item.link:
        path.symlink_to(os.fsdecode(item.data))
    else:
        path.write_bytes(item.data)
        path.chmod(item.mode)


def tree(root: Path) -> dict[str, Snapshot | None]:
    """Everything below a folder; None for a folder."""
    paths = sorted(root.rglob("*"))
    return {str(path): None if path.is_dir() and not path.is_symlink() else capture(path) for path in paths}


@settings(max_examples=150, deadline=None)
@given(befores=st.tuples(*[CONTENT] * len(NAMES)), afters=st.tuples(*[CONTENT] * len(NAMES)))
def test_undo_after_apply_restores_the_tree(
    befores: tuple[Snapshot | None, ...], afters: tuple[Snapshot | None, ...]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        changes = []
        for path, before, after in zip(NAMES, befores, afters, strict=True):
            put(root / path, before)
            if before is not None or after is not None:
                changes.append(Change(path=root / path, before=before, after=after))
        plan = Plan(title="any", root=root, changes=tuple(changes))
        start = tree(root)
        receipt = apply(plan)
        for change in changes:
            assert same(capture(change.path), change.after)
        assert not list(root.rglob(".holdfast-*"))
        undo(receipt)
        assert tree(root) == start


def test_a_plan_that_is_out_of_date_touches_nothing(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    two.write_text("edited since\n")
    plan = Plan(
        title="any",
        root=tmp_path,
        changes=(
            Change(path=one, before=None, after=Snapshot(data=b"1")),
            Change(path=two, before=None, after=Snapshot(data=b"2")),
        ),
    )
    with pytest.raises(IncompleteError, match="two changed"):
        apply(plan)
    assert not one.exists()
    assert two.read_text() == "edited since\n"


def test_a_failure_in_the_middle_puts_everything_back(tmp_path: Path) -> None:
    first, wall = tmp_path / "new" / "first", tmp_path / "wall"
    wall.write_text("a file, no folder")
    plan = Plan(
        title="any",
        root=tmp_path,
        changes=(
            Change(path=first, before=None, after=Snapshot(data=b"1")),
            Change(path=wall / "second", before=None, after=Snapshot(data=b"2")),
        ),
    )
    before = tree(tmp_path)
    with pytest.raises(IncompleteError, match="cannot be written"):
        apply(plan)
    assert tree(tmp_path) == before


def test_undo_leaves_alone_what_was_edited_since(tmp_path: Path) -> None:
    path = tmp_path / "file"
    change = Change(path=path, before=None, after=Snapshot(data=b"1"))
    receipt = apply(Plan(title="any", root=tmp_path, changes=(change,)))
    path.write_text("mine now")
    with pytest.raises(IncompleteError):
        undo(receipt)
    assert path.read_text() == "mine now"


def test_undo_can_be_undone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file"
    change = Change(path=path, before=None, after=Snapshot(data=b"1"))
    receipt = apply(Plan(title="any", root=tmp_path, changes=(change,)))
    after = tree(tmp_path)
    again = undo(undo(receipt))
    assert tree(tmp_path) == after
    assert again.changes == receipt.changes


def test_a_link_is_replaced_and_what_it_points_to_stays(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_text("precious")
    link.symlink_to("target")
    apply(
        Plan(title="any", root=tmp_path, changes=(Change(path=link, before=capture(link), after=Snapshot(data=b"1")),))
    )
    assert target.read_text() == "precious"
    assert not link.is_symlink()


def test_the_diff_shows_content_and_mode_and_steers_no_terminal(tmp_path: Path) -> None:
    plan = Plan(
        title="any",
        root=tmp_path,
        changes=(
            Change(
                path=tmp_path / "a\x1b[2Jb",
                before=Snapshot(data=b"one\ntwo \x1b]0;x\x07\nthree", mode=0o644),
                after=Snapshot(data=b"one\n2\nthree\n", mode=0o755),
            ),
            Change(path=tmp_path / "blob", before=None, after=Snapshot(data=b"\0\1")),
            Change(path=tmp_path / "gone", before=Snapshot(data=b"x\n"), after=None),
        ),
    )
    lines = plan.diff().splitlines()
    assert all(char.isprintable() for line in lines for char in line)
    assert "file, mode 644 becomes file, mode 755" in lines
    assert " one" in lines
    assert "+2" in lines
    assert "-three (no line end)" in lines
    assert "binary content" in lines
    assert "-x" in lines
