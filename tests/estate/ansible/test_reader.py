"""What playbooks and roles say, as far as their files tell."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.estate.ansible import reader
from holdfast.estate.ansible.jinja import MOST_STEPS, Names
from holdfast.estate.ansible.modes import world_writable
from holdfast.estate.kinds.compute import Instance
from holdfast.estate.kinds.database import Database
from holdfast.estate.kinds.host import HostFile
from holdfast.estate.kinds.identity import PolicyStatement
from holdfast.estate.kinds.network import FirewallRule
from holdfast.estate.kinds.storage import Bucket
from holdfast.formats import yamltree
from holdfast.model.place import Place
from holdfast.model.reading import Reading
from holdfast.model.resource import Resource
from holdfast.model.tree import at, plain
from holdfast.model.value import Known, Tree, Unknown, need


def _read(text: str, path: str = "site.yml", **more: str) -> Reading:
    files = {path: text.encode()} | {name: content.encode() for name, content in more.items()}
    unit = next(unit for unit in reader.units(files) if unit.root == path)
    return reader.read(unit, files)


def _tasks(text: str) -> tuple[Resource, ...]:
    found = _read("- hosts: all\n  tasks:\n" + "".join(f"    {line}\n" for line in text.strip().splitlines()))
    assert not found.gaps
    return found.resources


def test_a_unit_is_a_file_of_tasks_with_the_variables_it_sees() -> None:
    paths = (
        *("site.yml", "group_vars/all.yml", "group_vars/web.yml", "roles/a/tasks/main.yml", "roles/a/tasks/more.yml"),
        *(
            "roles/a/defaults/main.yml",
            "roles/b/defaults/main.yml",
            "roles/a/vars/main.yml",
            "roles/a/handlers/main.yml",
        ),
    )
    found = {unit.root: unit.paths for unit in reader.units(dict.fromkeys(paths, b""))}
    role = ("roles/a/defaults/main.yml", "roles/a/vars/main.yml")
    assert found == {
        "site.yml": ("group_vars/all.yml", "site.yml"),
        "roles/a/tasks/main.yml": (*role[:1], "roles/a/tasks/main.yml", *role[1:]),
        "roles/a/tasks/more.yml": (*role[:1], "roles/a/tasks/more.yml", *role[1:]),
        "roles/a/handlers/main.yml": (*role[:1], "roles/a/handlers/main.yml", *role[1:]),
    }


def test_tasks_are_found_in_plays_blocks_and_handlers() -> None:
    text = """
- import_playbook: x.yml
- hosts: all
  pre_tasks: [{file: {path: /a, mode: "0600"}}]
  tasks:
    - block: [{ansible.builtin.file: path=/b mode=0600}]
      rescue: [{action: file path=/c mode=0600}]
      always: [{local_action: {module: file, path: /d}}]
  handlers: [{copy: src=a dest="/e f" mode='0600'}]
- file: {path: /f}
"""
    found = [each for each in _read(text).resources if isinstance(each, HostFile)]
    assert [need(each.path) for each in found if each.path is not None] == ["/a", "/b", "/c", "/d", "/e f", "/f"]
    assert len({each.address for each in found}) == 6


def test_loops_are_written_out_where_their_element_is_used() -> None:
    found = _tasks("- file: {path: '{{ item.p }}', mode: '0600'}\n  loop: [{p: /a}, {p: /b}]\n  name: Make it")
    assert [each.address for each in found] == ["file.Make-it[0]", "file.Make-it[1]"]
    assert [plain(at(each.raw, "path")) for each in found] == ["/a", "/b"]
    assert len(_tasks("- file: {path: /a}\n  with_items: [1, 2, 3]")) == 1
    assert len(_tasks("- file: {path: '{{ item }}'}\n  with_items: '{{ many }}'")) == 1


def _value(expression: str) -> Tree:
    text = f'd: "{expression}"'
    (tree,), _ = yamltree.parse("t", text.encode())
    names, _ = yamltree.parse("v", b"{a: x, b: '{{ a }}y', c: {k: [1, 2]}, loop: '{{ loop }}', f: false, n: 3}")
    return at(Names().with_layer("variable", names[0]).tree(tree), "d")


@pytest.mark.parametrize(
    ("expression", "meant"),
    [
        *[("{{ a }}", "x"), ("{{b}}-{{ a }}", "xy-x"), ("{{ c.k[1] }}", 2), ("{{ c['k'][0] }}", 1), ("{{ f }}", False)],
        *[
            ("{{ no | default('z') }}", "z"),
            ("{{ a | default('z') }}", "x"),
            ("{{ no | d(a) }}", "x"),
            ("{{ 'l' }}", "l"),
        ],
        *[
            ("{{ no | default(omit) }}", None),
            ("{{ n | string }}", "3"),
            ("{{ a | upper }}", "X"),
            ("{{ true }}", True),
        ],
        *[("plain", "plain"), ("{{ no | default('x', true) | upper }}", "X"), ("{{ f | bool }}", False)],
    ],
)
def test_expressions_are_computed(expression: str, meant: Any) -> None:
    value = _value(expression)
    assert isinstance(value, Known)
    assert plain(value) == meant


@pytest.mark.parametrize(
    "expression",
    [
        *["{{ no }}", "{{ c.no }}", "{{ loop }}", "{{ a + b }}", "{{ a | hash('sha1') }}", "{% if a %}x{% endif %}"],
        *[
            "{{ lookup('env', 'X') }}",
            "{{ a if b else c }}",
            "{{ a",
            "x{{ no }}",
            "{{ (a) }}",
            "{{ ansible_hostname }}",
        ],
    ],
)
def test_what_only_a_run_knows_is_unknown(expression: str) -> None:
    value = _value(expression)
    assert isinstance(value, Unknown) or value.value == expression == "{{ a"


def test_a_value_tells_the_way_that_it_came() -> None:
    found = _read(
        "- file: {path: /a, mode: '{{ m }}'}\n",
        "roles/r/tasks/main.yml",
        **{"roles/r/defaults/main.yml": "m: '0777'\n", "roles/r/vars/main.yml": "x: 1\n"},
    )
    (resource,) = found.resources
    assert isinstance(resource, HostFile)
    assert isinstance(resource.world_writable, Known)
    assert resource.world_writable.value is True
    (hop,) = resource.world_writable.trail
    assert (hop.says, hop.place.path, hop.place.line) == ('default of variable "m"', "roles/r/defaults/main.yml", 1)


def test_files_of_variables_that_a_play_names_are_read() -> None:
    text = "- hosts: all\n  vars_files: [vars/own.yml, ../up.yml, none.yml]\n  tasks: [{file: {path: '{{ p }}'}}]\n"
    found = _read(text, "a/site.yml", **{"a/vars/own.yml": "p: /x\n", "up.yml": "p: /y\n"})
    assert plain(at(found.resources[0].raw, "path")) == "/y"
    found = _read(text, "site.yml", **{"vars/own.yml": "p: /x\n", "up.yml": "p: /y\n"})
    assert plain(at(found.resources[0].raw, "path")) == "/x"


def test_variables_win_over_defaults() -> None:
    found = _read(
        "- file: {path: /a, mode: '{{ m }}'}\n",
        "roles/r/tasks/main.yml",
        **{"roles/r/defaults/main.yml": "m: '0777'\n", "roles/r/vars/main.yml": "m: '0700'\n"},
    )
    assert plain(at(found.resources[0].raw, "mode")) == "0700"


@pytest.mark.parametrize(
    ("mode", "open_"),
    [
        *[
            ("0777", True),
            ("777", True),
            ("0o666", True),
            ("1777", False),
            ("0755", False),
            ("a+w", True),
            ("o=rw", True),
        ],
        *[
            ("u=rwx,g=rwx", False),
            ("ugo+rwx", True),
            ("o-w", False),
            ("a=rwxt", False),
            (0o777, True),
            ("preserve", False),
        ],
    ],
)
def test_modes_are_understood(mode: object, open_: bool) -> None:
    assert need(world_writable(Known(mode, Place(path="x")))) is open_


def test_an_odd_mode_is_unknown() -> None:
    for mode in ("rw-rw-rw-", "u=rw;o=w", True, [1], ""):
        assert isinstance(world_writable(Known(mode, Place(path="x"))), Unknown)


def test_modules_for_clouds_become_the_kinds_of_templates() -> None:
    found = _tasks(
        """
- amazon.aws.s3_bucket: {name: b, public_access: {block_public_acls: true}, encryption: "aws:kms", policy: '{{ p }}'}
- rds_instance: {db_instance_identifier: d, publicly_accessible: yes, backup_retention_period: 0}
- amazon.aws.ec2_instance: {name: i, metadata_options: {http_tokens: required}}
- amazon.aws.ec2_security_group:
    name: g
    rules:
      - {proto: tcp, ports: [22, "80-90"], cidr_ip: 0.0.0.0/0, rule_desc: x}
      - {proto: tcp, from_port: 1, to_port: 2, cidr_ip: ["10.0.0.0/8", "192.168.0.0/16"]}
- azure_rm_securitygroup:
    name: g
    rules: [{name: r, protocol: Tcp, destination_port_range: 22, access: Allow, direction: Inbound}]
- gcp_compute_firewall: {name: f, allowed: [{ip_protocol: tcp, ports: ["22", "80-90"]}], source_ranges: [0.0.0.0/0]}
- s3_bucket: {name: gone, state: absent}
- iam_policy:
    policy_json: {Statement: [{Effect: Allow, Action: "*", Resource: "*"}]}
"""
    )
    bucket = next(each for each in found if isinstance(each, Bucket))
    facts = (bucket.public_acls_blocked, bucket.public_policy_blocked, bucket.customer_key)
    assert [plain(fact) for fact in facts if fact] == [True, False, True]
    database = next(each for each in found if isinstance(each, Database))
    assert [plain(fact) for fact in (database.public, database.backup_days) if fact] == [True, 0]
    assert any(isinstance(each, Instance) for each in found)
    rules = [each for each in found if isinstance(each, FirewallRule)]
    ports = [tuple(plain(fact) for fact in (each.from_port, each.to_port) if fact) for each in rules]
    assert ports == [(22, 22), (80, 90), (1, 2), (22, 22), (22, 22), (80, 90)]
    assert any(isinstance(each, PolicyStatement) and each.type == "iam_policy" for each in found)
    assert not any("gone" in str(plain(each.raw)) for each in found)


def test_steps_that_nobody_reads_are_no_resources() -> None:
    assert (
        _tasks("- debug: {msg: x}\n- set_fact: {a: b}\n- include_tasks: x.yml\n- service: {name: cups, state: started}")
        == ()
    )


def test_files_of_variables_and_broken_ones_do_no_harm() -> None:
    assert _read("a: 1\n") == Reading()
    assert _read("- [").gaps[0].fault
    assert _read("- hosts: '{{ x }}'\n  tasks: {{ y }}\n") == Reading()


def test_what_doubles_is_bounded() -> None:
    text = "- vars:\n    v0: x\n" + "".join(f"    v{n}: '{{{{ v{n - 1} }}}}{{{{ v{n - 1} }}}}'\n" for n in range(1, 60))
    found = _read(text + "  file: {path: '{{ v59 }}'}\n")
    assert isinstance(at(found.resources[0].raw, "path"), Unknown)
    assert MOST_STEPS < 1_000_000


@pytest.mark.parametrize("text", ["a={{ ", "{{ ", "{{ a | ", "a='", "curl ", "curl -", "{{ a }}"])
def test_long_texts_of_one_kind_are_read(text: str) -> None:
    for module in ("file", "shell"):
        _read(json.dumps([{module: text * 20_000}]))


_odd = st.recursive(
    st.sampled_from(
        [None, True, 3, "x", "{{ a }}", "a=b c='d' e={{ f }}", "0777", "curl x | sh", "{{", "/etc/sudoers"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                (
                    *(
                        "hosts",
                        "tasks",
                        "block",
                        "vars",
                        "loop",
                        "name",
                        "file",
                        "copy",
                        "shell",
                        "user",
                        "mode",
                        "path",
                        "a",
                    ),
                    *(
                        "get_url",
                        "url",
                        "validate_certs",
                        "apt",
                        "yum_repository",
                        "baseurl",
                        "s3_bucket",
                        "policy",
                        "args",
                    ),
                    *(
                        "ec2_group",
                        "rules",
                        "ports",
                        "azure_rm_securitygroup",
                        "gcp_compute_firewall",
                        "allowed",
                        "action",
                    ),
                    *("vars_files", "docker_container", "volumes", "capabilities", "security_opts", "image"),
                    *("line", "content", "no_log", "environment", "password", "selinux", "state", "argv", "cmd", "uri"),
                )
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)


@given(st.lists(_odd, max_size=4))
@settings(max_examples=400, deadline=None)
def test_odd_forms_do_no_harm(document: Any) -> None:
    for resource in _read(json.dumps(document)).resources:
        plain(resource.raw)
