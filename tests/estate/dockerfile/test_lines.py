"""Instructions of Dockerfiles, and that any text is read in peace."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.estate.dockerfile import reader
from holdfast.estate.dockerfile.lines import Broken, Instruction, instructions
from holdfast.estate.dockerfile.shell import commands
from holdfast.estate.variables import Scope, expand
from holdfast.model.place import Place
from holdfast.model.value import Known, Unknown

HERE = Place(path="Dockerfile")


def read(text: str) -> list[Instruction]:
    return [each for each in instructions("Dockerfile", text) if isinstance(each, Instruction)]


def test_continued_lines_lose_comments_and_keep_their_places() -> None:
    (run,) = read("RUN a && \\\n  # why\n\n  b  \\\n c\nUSER x\n")[:1]
    assert run.body.text == "a &&   b   c"
    assert (run.place.line, run.place.end_line) == (1, 5)
    assert run.body.place(7, 8).line == 4


def test_the_escape_directive_changes_what_continues_a_line() -> None:
    run, user = read("# escape=`\nRUN dir c:\\\nUSER x `\n y\n")
    assert run.body.text == "dir c:\\"
    assert user.body.text == "x  y"


def test_here_documents_belong_to_their_instruction() -> None:
    run, user = read("RUN <<A cat <<-'B'\none\nA\n\ttwo $x\n\tB\nUSER x\n")
    assert [(each.name, each.expands, each.body.text) for each in run.heredocs] == [
        ("A", True, "one"),
        ("B", False, "two $x"),
    ]
    assert user.place.line == 6


def test_a_here_document_without_an_end_takes_the_rest() -> None:
    (run,) = read("RUN <<EOF\necho hi\n")
    assert run.heredocs[0].body.text == "echo hi"


def test_flags_are_taken_off() -> None:
    (copy,) = read('COPY --from=build --chmod="755" --link a b')
    assert (copy.flag("from"), copy.flag("chmod"), copy.flag("link"), copy.flag("chown")) == ("build", "755", "", None)
    assert copy.body.text == "a b"


def test_onbuild_holds_an_instruction() -> None:
    (run,) = read("ONBUILD RUN make")
    assert (run.keyword, run.onbuild, run.body.text) == ("RUN", True, "make")


def test_what_is_no_instruction_is_a_gap_that_is_a_fault() -> None:
    reading = reader.read(reader.units({"Dockerfile": b""})[0], {"Dockerfile": b"FROM a:1\nWHAT is this\n"})
    assert [(gap.place.line, gap.fault) for gap in reading.gaps] == [(2, True)]


def test_variables_follow_the_reference() -> None:
    scope: Scope = {"a": Known("1", HERE), "e": Known("", HERE), "u": Unknown("not given", HERE)}
    told = {
        text: getattr(expand(text, scope, HERE), "value", "?")
        for text in ("$a", "${a}x", "${n:-d}", "${e:-d}", "${e-d}", "${a:+y}", "${n:+y}", "\\$a", "${u:-d}", "$u", "$n")
    }
    assert told == {
        "$a": "1",
        "${a}x": "1x",
        "${n:-d}": "d",
        "${e:-d}": "d",
        "${e-d}": "",
        "${a:+y}": "y",
        "${n:+y}": "",
        "\\$a": "$a",
        "${u:-d}": "d",
        "$u": "?",
        "$n": "",
    }


def test_shell_text_is_taken_apart() -> None:
    text = (
        "set -e; FOO=1 sudo -u app a 'b c' && (d | e) || if f; then g \"$(h i)\"; fi # j\nk > out < in; bash -c 'l m'"
    )
    found = [(each.program, [word.text for word in each.words[1:]], each.piped) for each in commands(text)]
    assert [program for program, _, _ in found] == [
        *("set", "sudo", "a", "d", "e", "f", "g", "h", "k", "bash", "l"),
    ]
    assert ("a", ["b c"], False) in found
    assert ("e", [], True) in found
    assert ("k", [], False) in found


LINES = st.lists(
    st.sampled_from(
        [
            *("FROM a AS b", "FROM ${X:-$Y}", "RUN <<EOF", "EOF", "ARG X=$X", 'ENV A="$B', "RUN a | \\", "# escape=`"),
            *(
                "COPY --from=b --chmod=777 . .",
                'ADD ["a", 1]',
                'RUN ["a"',
                "ONBUILD ONBUILD RUN x",
                "USER",
                "EXPOSE $P/tcp",
            ),
            *(
                "RUN $(((",
                "RUN `'\"",
                "HEALTHCHECK NONE",
                "SHELL []",
                'CMD ["gosu"]',
                "\\",
                "ENTRYPOINT sh -c 'sh -c \"sh'",
            ),
        ]
    )
    | st.text(max_size=40),
    max_size=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(LINES)
def test_any_text_is_read(lines: list[str]) -> None:
    content = "\n".join(lines).encode("utf-8", "surrogatepass")
    files = {"Dockerfile": content}
    reading = reader.read(reader.units(files)[0], files)
    count = content.count(b"\n") + 2
    assert all(1 <= each.place.line <= each.place.end_line <= count for each in reading.resources)
    assert all(isinstance(each, Broken | Instruction) for each in instructions("x", content.decode("utf-8", "replace")))


def test_long_nests_take_no_time() -> None:
    for text in ("RUN " + "$(" * 30_000, 'RUN "' + "$(" * 30_000, "RUN " + "((" * 30_000, "ENV " + "a=" * 30_000):
        files = {"Dockerfile": f"FROM a\n{text}\n".encode()}
        assert reader.read(reader.units(files)[0], files).resources
