"""Rules and models for the tests of the engine."""

from __future__ import annotations

from typing import Any

from holdfast.formats.threatmodel import examine
from holdfast.model.system import System
from holdfast.threats.rules import Library, digest, read

FACTORS = """{skill: 5, motive: 6, opportunity: 5, size: 5, ease-of-discovery: 5, ease-of-exploit: 6, awareness: 6,
    intrusion-detection: 8, confidentiality: 2, integrity: 7, availability: 2, accountability: 7}"""

WEBHOOK = f"""\
- id: ORG-001
  name: forged-webhook
  title: A forged call is taken for the sender's
  stride: spoofing
  on: process
  when: {{webhook: yes}}
  unless: {{any: [{{signed-messages: yes}}, {{authentication: mtls}}]}}
  says: An attacker sends calls that look like the sender's, and the process acts on them.
  because: takes calls from other systems for the truth
  controls: [webhooks-verified]
  do: [Check the signature over the raw body before anything is read from it.]
  cwe: [345]
  capec: [22]
  attack: [T1190]
  asvs: ["11.3.1"]
  factors: {FACTORS}
  examples:
    fires: {{processes: {{x: {{webhook: yes}}}}}}
    not-here: {{processes: {{x: {{webhook: no}}}}}}
    controlled: {{processes: {{x: {{webhook: yes, signed-messages: yes}}}}}}
"""
CLEAR = f"""\
- id: ORG-002
  name: read-on-the-way
  title: Somebody between reads along
  stride: information-disclosure
  on: crossing
  when: {{not: {{end: {{sort: external-entity}}}}}}
  unless: {{encrypted-in-transit: [tls, mtls]}}
  says: Somebody on the way reads what is sent.
  because: carries {{data}} from {{start}} to {{end}} over {{boundaries}}
  controls: [connections-encrypted]
  do: [Encrypt it.]
  factors: {FACTORS.replace("confidentiality: 2", "confidentiality: 9").replace("integrity: 7", "integrity: 1")}
  examples:
    fires: {{boundaries: {{n: {{}}}}, entities: {{a: {{}}}}, processes: {{b: {{in: n}}}},
      flows: {{x: {{from: a, to: b}}}}}}
    not-here: {{entities: {{a: {{}}}}, processes: {{b: {{}}}}, flows: {{x: {{from: a, to: b}}}}}}
    controlled: {{boundaries: {{n: {{}}}}, entities: {{a: {{}}}}, processes: {{b: {{in: n}}}},
      flows: {{x: {{from: a, to: b, encrypted-in-transit: tls}}}}}}
"""


def library(*texts: str) -> Library:
    """The rules of some texts."""
    rules = tuple(each.rule for text in texts or (WEBHOOK, CLEAR) for each in read("rules.yaml", text.encode()))
    return Library("1", digest(rules), rules)


def system(text: str) -> System:
    """The model of a text that has nothing wrong with it."""
    found = examine("model.yaml", f"system: test\n{text}".encode())
    assert found.wrong == ()
    return found.system


def item(model: System, name: str) -> Any:
    """An element or flow of a model."""
    everything: list[Any] = [*model.elements, *model.flows]
    return next(each for each in everything if each.id == name)
