"""No command makes a pattern of the rules search for ever: run in a child that is ended if one does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

RULES = Path(__file__).resolve().parents[3] / "src" / "holdfast" / "checks" / "pipeline" / "rules" / "commands.yaml"
PIECES = (
    *("curl ", "curl -k", "wget -", "npm install --a ", "--a ", "-f", " -fs", "env |", "base64 -d ", "[ trusted=no "),
    *("sh -i ", 'curl "http://', "http://a.", "docker login -p", "eval $(", "powershell -e", "A=b ", " ", "sudo -a "),
    *("git+https://", "go install @", "curl | sudo ", "StrictHostKeyChecking ", "a=b,", "`", "'", "x/"),
)
CODE = """
import re, sys, yaml
rules = yaml.safe_load(open(sys.argv[1]))
patterns = [re.compile(rule["fail"]["commands"]["some"]["matches"]) for rule in rules if "commands" in rule["fail"]]
assert len(patterns) > 15
for piece in sys.argv[2:]:
    for head in ("", "npm install ", "curl ", "env ", "docker run ", "sudo "):
        for pattern in patterns:
            pattern.search((head + piece * 1000)[:999] + "!")
"""


def test_every_pattern_ends_soon_on_what_is_made_to_be_slow() -> None:
    done = subprocess.run([sys.executable, "-c", CODE, str(RULES), *PIECES], timeout=120, check=False)
    assert done.returncode == 0
