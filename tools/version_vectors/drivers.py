"""How each ecosystem's own tool is asked to compare two versions."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple


class Driver(NamedTuple):
    """One tool."""

    ecosystem: str
    tool: str
    asks_version: tuple[str, ...]
    command: str
    """What is run, as a person would."""
    program: str
    """The source of the driver."""
    suffix: str
    run: tuple[str, ...]
    """The command; ``{}`` is the file of the driver, ``$NAME`` a variable of the environment."""

    def version(self) -> str:
        """What the tool says of its version."""
        done = subprocess.run(_words(self.asks_version, ""), capture_output=True, text=True, check=True)  # noqa: S603
        return done.stdout.strip().splitlines()[0]


def answers(driver: Driver, asked: Sequence[tuple[str, str]]) -> list[str]:
    """What the tool says of each pair."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"Ask{driver.suffix}"
        file.write_text(driver.program, encoding="utf-8")
        text = "".join(f"{one}\t{other}\n" for one, other in asked)
        command = _words(driver.run, str(file))
        done = subprocess.run(command, input=text, capture_output=True, text=True, check=True)  # noqa: S603
    return done.stdout.split()


def _words(words: Sequence[str], file: str) -> list[str]:
    return [os.path.expandvars(word.replace("{}", file)) for word in words]


_PYTHON: Final = """
import sys
from packaging.version import parse
for line in sys.stdin:
    one, other = map(parse, line.rstrip("\\n").split("\\t"))
    print((one > other) - (one < other))
"""
_NODE: Final = """
const semver = require(process.env.SEMVER);
const lines = require("fs").readFileSync(0, "utf8").split("\\n").filter(Boolean);
for (const line of lines) {
  const [one, other] = line.split("\\t");
  const good = semver.valid(one, { loose: true }) && semver.valid(other, { loose: true });
  console.log(good ? semver.compare(one, other, { loose: true }) : "?");
}
"""
_GO: Final = """
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/semver"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		pair := strings.Split(lines.Text(), "\\t")
		if semver.IsValid(pair[0]) && semver.IsValid(pair[1]) {
			fmt.Println(semver.Compare(pair[0], pair[1]))
		} else {
			fmt.Println("?")
		}
	}
}
"""
_JAVA: Final = """
import java.util.Scanner;
import org.apache.maven.artifact.versioning.ComparableVersion;

public class Ask {
    public static void main(String[] args) {
        Scanner lines = new Scanner(System.in);
        while (lines.hasNextLine()) {
            String[] pair = lines.nextLine().split("\\t");
            int answer = new ComparableVersion(pair[0]).compareTo(new ComparableVersion(pair[1]));
            System.out.println(Integer.signum(answer));
        }
    }
}
"""
_RUBY: Final = """
STDIN.each_line(chomp: true) do |line|
  pair = line.split("\\t")
  good = pair.all? { |one| Gem::Version.correct?(one) }
  puts good ? (Gem::Version.new(pair[0]) <=> Gem::Version.new(pair[1])) : "?"
end
"""
_PHP: Final = """<?php
require getenv("COMPOSER_SEMVER") . "/autoload.php";
$parser = new Composer\\Semver\\VersionParser();
while (($line = fgets(STDIN)) !== false) {
    [$one, $other] = explode("\\t", rtrim($line, "\\n"));
    try {
        $one = $parser->normalize($one);
        $other = $parser->normalize($other);
    } catch (UnexpectedValueException $error) {
        echo "?\\n";
        continue;
    }
    $less = Composer\\Semver\\Comparator::lessThan($one, $other);
    $more = Composer\\Semver\\Comparator::greaterThan($one, $other);
    echo ($more ? 1 : ($less ? -1 : 0)), "\\n";
}
"""
_SHELL_DPKG: Final = """
while IFS="$(printf '\\t')" read -r one other; do
  if ! dpkg --validate-version "$one" 2>/dev/null || ! dpkg --validate-version "$other" 2>/dev/null; then echo '?'
  elif dpkg --compare-versions "$one" lt "$other"; then echo -1
  elif dpkg --compare-versions "$one" gt "$other"; then echo 1
  else echo 0; fi
done
"""
_LUA_RPM: Final = """
import sys
import rpm
for line in sys.stdin:
    one, other = line.rstrip("\\n").split("\\t")
    try:
        one, other = rpm.ver(one), rpm.ver(other)
    except ValueError:
        print("?")
        continue
    print((one > other) - (one < other))
"""
_SHELL_APK: Final = """
while IFS="$(printf '\\t')" read -r one other; do
  if ! "$APK" version --check "$one" >/dev/null || ! "$APK" version --check "$other" >/dev/null; then
    echo '?'
    continue
  fi
  case "$("$APK" version --test "$one" "$other")" in '<') echo -1 ;; '>') echo 1 ;; '=') echo 0 ;; *) echo '?' ;; esac
done
"""
_RUST: Final = """
use std::io::BufRead;

fn main() {
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let (one, other) = line.split_once('\\t').unwrap();
        match (semver::Version::parse(one), semver::Version::parse(other)) {
            (Ok(one), Ok(other)) => println!("{}", one.cmp_precedence(&other) as i8),
            _ => println!("?"),
        }
    }
}
"""
_R: Final = """
lines <- readLines(file("stdin"))
for (line in lines) {
  pair <- strsplit(line, "\\t")[[1]]
  cat(compareVersion(pair[1], pair[2]), "\\n", sep = "")
}
"""
_CONAN: Final = """
import sys
from conan.internal.model.version import Version
for line in sys.stdin:
    one, other = map(Version, line.rstrip("\\n").split("\\t"))
    print((one > other) - (one < other))
"""
_ELIXIR: Final = """
for line <- IO.stream(:stdio, :line) do
  [one, other] = line |> String.trim_trailing("\\n") |> String.split("\\t")

  answer =
    case {Version.parse(one), Version.parse(other)} do
      {{:ok, one}, {:ok, other}} -> %{lt: -1, eq: 0, gt: 1}[Version.compare(one, other)]
      _ -> "?"
    end

  IO.puts(answer)
end
"""

DRIVERS: Final = (
    Driver(
        ecosystem="pypi",
        tool="packaging",
        asks_version=("python", "-c", "import packaging; print(packaging.__version__)"),
        command="packaging.version.parse(one) < packaging.version.parse(other)",
        program=_PYTHON,
        suffix=".py",
        run=("python", "{}"),
    ),
    Driver(
        ecosystem="pypi-legacy",
        tool="packaging",
        asks_version=("$LEGACY_PYTHON", "-c", "import packaging; print(packaging.__version__)"),
        command="packaging.version.parse(one) < packaging.version.parse(other)",
        program=_PYTHON,
        suffix=".py",
        run=("$LEGACY_PYTHON", "-W", "ignore", "{}"),
    ),
    Driver(
        ecosystem="npm",
        tool="semver (npm)",
        asks_version=("node", "-p", "require(process.env.SEMVER + '/package.json').version"),
        command="semver.compare(one, other, { loose: true })",
        program=_NODE,
        suffix=".js",
        run=("node", "{}"),
    ),
    Driver(
        ecosystem="go",
        tool="golang.org/x/mod/semver",
        asks_version=("sh", "-c", "cd $GO_MODULE && go list -m -f '{{.Version}}' golang.org/x/mod"),
        command="semver.Compare(one, other)",
        program=_GO,
        suffix=".go",
        run=("sh", "-c", "cd $GO_MODULE && go run {}"),
    ),
    Driver(
        ecosystem="maven",
        tool="org.apache.maven:maven-artifact",
        asks_version=("sh", "-c", "echo $MAVEN_VERSION"),
        command="new ComparableVersion(one).compareTo(new ComparableVersion(other))",
        program=_JAVA,
        suffix=".java",
        run=("java", "-cp", "$MAVEN_CLASSPATH", "{}"),
    ),
    Driver(
        ecosystem="cargo",
        tool="semver (crate)",
        asks_version=("sh", "-c", "cd $RUST_PACKAGE && cargo pkgid semver | sed 's/.*[#@]//'"),
        command="semver::Version::parse(one)?.cmp_precedence(&semver::Version::parse(other)?)",
        program=_RUST,
        suffix=".rs",
        run=("sh", "-c", "cp {} $RUST_PACKAGE/src/main.rs && cd $RUST_PACKAGE && cargo run -q --offline"),
    ),
    Driver(
        ecosystem="rubygems",
        tool="RubyGems",
        asks_version=("gem", "--version"),
        command="Gem::Version.new(one) <=> Gem::Version.new(other)",
        program=_RUBY,
        suffix=".rb",
        run=("ruby", "{}"),
    ),
    Driver(
        ecosystem="composer",
        tool="composer",
        asks_version=("sh", "-c", "composer --version 2>/dev/null"),
        command="Composer\\Semver\\Comparator::lessThan and greaterThan of VersionParser::normalize",
        program=_PHP,
        suffix=".php",
        run=("php", "{}"),
    ),
    Driver(
        ecosystem="dpkg",
        tool="dpkg",
        asks_version=("dpkg-query", "--show", "--showformat=${Version}", "dpkg"),
        command="dpkg --compare-versions one lt other",
        program=_SHELL_DPKG,
        suffix=".sh",
        run=("sh", "{}"),
    ),
    Driver(
        ecosystem="rpm",
        tool="rpm (Python binding)",
        asks_version=("rpm", "--version"),
        command="rpm.ver(one) < rpm.ver(other)",
        program=_LUA_RPM,
        suffix=".py",
        run=("/usr/bin/python3", "{}"),
    ),
    Driver(
        ecosystem="apk",
        tool="apk-tools",
        asks_version=("$APK", "--version"),
        command="apk version --test one other",
        program=_SHELL_APK,
        suffix=".sh",
        run=("sh", "{}"),
    ),
    Driver(
        ecosystem="hex",
        tool="Elixir",
        asks_version=("sh", "-c", "elixir --short-version"),
        command="Version.compare(one, other)",
        program=_ELIXIR,
        suffix=".exs",
        run=("elixir", "{}"),
    ),
    Driver(
        ecosystem="cran",
        tool="R",
        asks_version=("Rscript", "-e", "cat(R.version.string)"),
        command="compareVersion(one, other)",
        program=_R,
        suffix=".R",
        run=("Rscript", "--vanilla", "{}"),
    ),
    Driver(
        ecosystem="conan",
        tool="Conan",
        asks_version=("$CONAN_PYTHON", "-c", "import conan; print(conan.__version__)"),
        command="Version(one) < Version(other)",
        program=_CONAN,
        suffix=".py",
        run=("$CONAN_PYTHON", "{}"),
    ),
)
