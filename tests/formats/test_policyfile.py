"""Policy files: types, names, lines, locks, presets, and where each value came from."""

from __future__ import annotations

import pytest

from holdfast.formats.policyfile import Layer, Setting, merge, parse, read_layer
from holdfast.model.errors import ConfigError
from holdfast.model.policy import Policy, options

FULL = """\
preset = "quiet"
extends = ["base.toml"]
locked = "gate.fail_on"

[scan]
exclude = ["vendor/", "*.snap"]
max_file_bytes = 1000
gitignore = false

[gate]
fail_on = "low"
max_unread = 2

[[secrets.decoy]]
mark = "0a1b2c"
reason = "a trap"
"""


def policy(*texts: str) -> Policy:
    """The policy that texts make, the last one strongest."""
    return merge([read_layer(text, f"{number}.toml") for number, text in enumerate(texts)])


def fault(text: str, name: str = "holdfast.toml") -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        merge([read_layer(text, name)])
    return caught.value


def test_every_kind_of_value() -> None:
    layer = read_layer(FULL, "holdfast.toml")
    assert layer.extends == ("base.toml",)
    assert layer.locked == ("gate.fail_on",)
    made = merge([layer])
    assert made.exclude == ("vendor/", "*.snap")
    assert (made.max_file_bytes, made.gitignore, made.fail_on, made.max_unread) == (1000, False, "low", 2)
    (decoy,) = made.decoys
    assert (decoy.mark, decoy.reason) == ("0a1b2c", "a trap")


def test_each_value_knows_its_line() -> None:
    made = merge([read_layer(FULL, "holdfast.toml")])
    assert made.origin("preset") == "holdfast.toml:1"
    assert made.origin("scan.exclude") == "holdfast.toml:6"
    assert made.origin("gate.max_unread") == "holdfast.toml:12"
    assert made.origin("report.confidence") == "preset quiet"
    assert made.origin("ledger.path") == "default"


def test_nothing_set_is_all_defaults() -> None:
    made = policy("")
    assert all(getattr(made, name) == getattr(Policy(), name) for name in options())


def test_dotted_and_inline_tables_are_the_same() -> None:
    for text in ('gate.fail_on = "low"', 'gate = { fail_on = "low" }', '[gate]\nfail_on = "low"'):
        assert policy(text).fail_on == "low"


def test_a_project_file_holds_it_in_its_own_table() -> None:
    text = '[project]\nname = "x"\n\n[tool.holdfast.gate]\nfail_on = "low"\n'
    made = merge([read_layer(text, "sub/pyproject.toml")])
    assert (made.fail_on, made.origin("gate.fail_on")) == ("low", "sub/pyproject.toml:5")
    assert read_layer('[tool.other]\nx = 1\n[project]\nname = "y"\n', "pyproject.toml").settings == {}


@pytest.mark.parametrize(
    ("text", "says", "advice"),
    [
        ('[gate]\n\nfail_at = "low"', "holdfast.toml:3: unknown key 'gate.fail_at'", "gate.fail_on"),
        ('fail_on = "low"', "holdfast.toml:1: unknown key 'fail_on'", "gate.fail_on"),
        ("[scna]\nexclude = []", "holdfast.toml:2: unknown key 'scna.exclude'", "scan.exclude"),
        ("zzz = 1", "holdfast.toml:1: unknown key 'zzz'", "Valid keys"),
        ('[scan]\nmax_file_bytes = "1"', "holdfast.toml:2: scan.max_file_bytes takes a whole number", ""),
        ("[scan]\nmax_file_bytes = true", "takes a whole number", ""),
        ("[scan]\nmax_file_bytes = -1", "cannot be negative", ""),
        ("[scan]\ngitignore = 1", "takes true or false", ""),
        ('[scan]\nexclude = "vendor"', "takes a list of strings", "For example"),
        ("[scan]\nexclude = [1]", "takes a list of strings", ""),
        ("preset = 3", "takes text in quotes", ""),
        ('preset = "loud"', "cannot be 'loud'", "quiet, balanced, strict"),
        ("locked = [1]", "locked takes text or a list of texts", ""),
        ('[[secrets.decoy]]\nmark = "x"', "a decoy has a mark and a reason", "explain"),
        ("a = ", "holdfast.toml: ", "Mend the TOML"),
    ],
)
def test_a_fault_names_its_place_and_what_to_do(text: str, says: str, advice: str) -> None:
    error = fault(text)
    assert says in str(error)
    assert advice in error.advice


@pytest.mark.parametrize("text", ["extends = 3", "locked = 3", "locked = true", '[secrets]\ndecoy = "x"', "secrets = 1",
                                  "scan = 1", "[tool]\nholdfast = 1"])  # fmt: skip
@pytest.mark.parametrize("name", ["holdfast.toml", "pyproject.toml"])
def test_odd_shapes_are_faults_and_no_crashes(text: str, name: str) -> None:
    inside = text if name == "holdfast.toml" or "tool" in text else f"[tool.holdfast]\n{text}"
    assert str(fault(inside.replace("[secrets]", "[tool.holdfast.secrets]" if inside != text else "[secrets]"), name))


def test_the_nearest_layer_wins_and_lists_add_up() -> None:
    made = policy(
        '[gate]\nfail_on = "low"\n[scan]\nexclude = ["a"]\n', '[gate]\nfail_on = "high"\n[scan]\nexclude = ["b"]\n'
    )
    assert made.fail_on == "high"
    assert made.exclude == ("a", "b")
    assert made.origin("scan.exclude") == "0.toml:4, 1.toml:4"


def test_what_is_locked_stays() -> None:
    with pytest.raises(ConfigError, match=r"1\.toml:2: gate\.fail_on is locked by 0\.toml"):
        policy('locked = ["gate.fail_on"]\n[gate]\nfail_on = "low"', '[gate]\nfail_on = "high"')
    flag = Layer(name="command line", settings={"gate.fail_on": Setting(value="high", origin="--fail-on")})
    with pytest.raises(ConfigError, match="--fail-on"):
        merge([read_layer('locked = "gate.fail_on"', "org.toml"), flag])


def test_a_layer_may_set_what_it_locks_itself() -> None:
    assert policy('locked = "gate.fail_on"\n[gate]\nfail_on = "low"').fail_on == "low"


def test_a_preset_fills_only_what_nobody_set() -> None:
    strict = policy('preset = "strict"')
    assert (strict.fail_on, strict.persona, strict.require_reason) == ("medium", "pedantic", True)
    assert policy('preset = "strict"\n[gate]\nfail_on = "critical"').fail_on == "critical"
    assert policy('preset = "strict"', 'preset = "balanced"').fail_on == "high"


def test_values_of_flags_and_variables() -> None:
    table = {option.key: option for option in options().values()}
    assert parse(table["scan.gitignore"], "No", "$X") is False
    assert parse(table["ledger.record"], "1", "$X") is True
    assert parse(table["scan.max_file_bytes"], "12", "$X") == 12
    assert parse(table["scan.exclude"], " a, b ,,c", "$X") == ("a", "b", "c")
    assert parse(table["gate.fail_on"], "low", "$X") == "low"
    for key, text in (("scan.gitignore", "maybe"), ("scan.max_file_bytes", "-1"), ("gate.fail_on", "all")):
        with pytest.raises(ConfigError, match=r"\$X"):
            parse(table[key], text, "$X")
