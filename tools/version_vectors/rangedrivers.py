"""How each ecosystem's own tool is asked whether a requirement allows a version."""

from __future__ import annotations

from typing import Final

from tools.version_vectors.drivers import DRIVERS, Driver

_PYTHON: Final = """
import sys
from packaging.specifiers import SpecifierSet
for line in sys.stdin:
    requirement, version = line.rstrip("\\n").split("\\t")
    try:
        print("yes" if SpecifierSet(requirement).contains(version) else "no")
    except ValueError:
        print("?")
"""
_NODE: Final = """
const semver = require(process.env.SEMVER);
const lines = require("fs").readFileSync(0, "utf8").split("\\n").filter(Boolean);
for (const line of lines) {
  const [requirement, version] = line.split("\\t");
  const good = semver.validRange(requirement, { loose: true }) !== null && semver.valid(version);
  console.log(good ? (semver.satisfies(version, requirement, { loose: true }) ? "yes" : "no") : "?");
}
"""
_RUST: Final = """
use std::io::BufRead;

fn main() {
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        let (requirement, version) = line.split_once('\\t').unwrap();
        match (semver::VersionReq::parse(requirement), semver::Version::parse(version)) {
            (Ok(one), Ok(other)) => println!("{}", if one.matches(&other) { "yes" } else { "no" }),
            _ => println!("?"),
        }
    }
}
"""
_RUBY: Final = """
STDIN.each_line(chomp: true) do |line|
  requirement, version = line.split("\\t")
  begin
    allowed = Gem::Requirement.new(*requirement.split(",")).satisfied_by?(Gem::Version.new(version))
    puts allowed ? "yes" : "no"
  rescue ArgumentError
    puts "?"
  end
end
"""
_PHP: Final = """<?php
require getenv("COMPOSER_SEMVER") . "/autoload.php";
while (($line = fgets(STDIN)) !== false) {
    [$requirement, $version] = explode("\\t", rtrim($line, "\\n"));
    try {
        echo Composer\\Semver\\Semver::satisfies($version, $requirement) ? "yes\\n" : "no\\n";
    } catch (UnexpectedValueException $error) {
        echo "?\\n";
    }
}
"""
_JAVA: Final = """
import java.util.Scanner;
import org.apache.maven.artifact.versioning.DefaultArtifactVersion;
import org.apache.maven.artifact.versioning.InvalidVersionSpecificationException;
import org.apache.maven.artifact.versioning.VersionRange;

public class Ask {
    public static void main(String[] args) {
        Scanner lines = new Scanner(System.in);
        while (lines.hasNextLine()) {
            String[] pair = lines.nextLine().split("\\t");
            try {
                VersionRange range = VersionRange.createFromVersionSpec(pair[0]);
                System.out.println(range.containsVersion(new DefaultArtifactVersion(pair[1])) ? "yes" : "no");
            } catch (InvalidVersionSpecificationException error) {
                System.out.println("?");
            }
        }
    }
}
"""
_PROGRAMS: Final = {
    "pypi": (_PYTHON, "packaging.specifiers.SpecifierSet(requirement).contains(version)"),
    "npm": (_NODE, "semver.satisfies(version, requirement, { loose: true })"),
    "cargo": (_RUST, "semver::VersionReq::parse(requirement)?.matches(&version)"),
    "rubygems": (_RUBY, "Gem::Requirement.new(*requirement.split(',')).satisfied_by?(version)"),
    "composer": (_PHP, "Composer\\Semver\\Semver::satisfies(version, requirement)"),
    "maven": (_JAVA, "VersionRange.createFromVersionSpec(requirement).containsVersion(version)"),
}
_BY_NAME: Final = {driver.ecosystem: driver for driver in DRIVERS}
RANGE_DRIVERS: Final[tuple[Driver, ...]] = tuple(
    _BY_NAME[name]._replace(program=program, command=command) for name, (program, command) in _PROGRAMS.items()
)
