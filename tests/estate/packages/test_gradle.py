"""What a project of Gradle is locked to, and what its scripts and catalogue name."""

from __future__ import annotations

from holdfast.model.package import Reach
from tests.estate.packages.looking import look, only, packages

LOCK = """# This is a Gradle generated file for dependency locking.
a:b:1.0=compileClasspath,runtimeClasspath,testRuntimeClasspath
c:d:2.0=testCompileClasspath,testRuntimeClasspath
e:f:3.0=annotationProcessor
g:h:4.0=checkstyle
empty=
"""
SCRIPT = """
plugins {
    id("org.boot") version "3.1.0"
    id 'java'
}
val ktor = "2.3.0"
dependencies {
    // implementation("no:no:1")
    implementation("io.ktor:core:$ktor") { exclude("x:y:1") }
    testImplementation platform('org.junit:bom:5.9.1')
    implementation 'a.b:c:1.2.+'
    compileOnly group: 'x', name: 'y', version: '2'
    /* api("no:no:2")
    */
    api "open:end:${outside}"
    classpath("com.x:y:3@aar")
}
url = "https://repo:80/a"
"""


def test_a_lock_file_says_versions_and_the_configurations_say_what_for() -> None:
    found = only({"gradle.lockfile": LOCK})
    assert found.locked
    assert {key: (each.place.line, each.reach, each.direct) for key, each in packages(found).items()} == {
        "a:b@1.0": (2, Reach.RUNTIME, None),
        "c:d@2.0": (3, Reach.TEST, None),
        "e:f@3.0": (4, Reach.BUILD, None),
        "g:h@4.0": (5, Reach.DEVELOPMENT, None),
    }


def test_a_lock_file_answers_for_its_script_but_that_of_the_build_does_not() -> None:
    script = "dependencies {\n  implementation 'a:b:0.9'\n}"
    (locked,) = look({"app/gradle.lockfile": LOCK, "app/build.gradle": script}).values()
    assert (locked.path, locked.manifests) == ("app/gradle.lockfile", ("app/build.gradle",))
    assert (packages(locked)["a:b@1.0"].direct, packages(locked)["a:b@1.0"].requirement) == (True, "0.9")
    found = look({"buildscript-gradle.lockfile": "p:q:1=classpath\n", "build.gradle": script})
    assert {path: (each.locked, each.packages[0].reach) for path, each in found.items()} == {
        "buildscript-gradle.lockfile": (True, Reach.BUILD),
        "build.gradle": (False, Reach.RUNTIME),
    }


def test_older_locks_have_a_file_for_each_configuration() -> None:
    files = {
        "gradle/dependency-locks/compileClasspath.lockfile": "a:b:1\n",
        "gradle/dependency-locks/testRuntimeClasspath.lockfile": "a:b:1\nc:d:2\n",
    }
    assert {key: each.reach for key, each in packages(only(files)).items()} == {
        "a:b@1": Reach.RUNTIME,
        "c:d@2": Reach.TEST,
    }


def test_literal_coordinates_of_a_script_are_taken() -> None:
    found = only({"build.gradle.kts": SCRIPT})
    assert not found.locked
    assert {key: (each.place.line, each.reach) for key, each in packages(found).items()} == {
        "a.b:c@": (11, Reach.RUNTIME),
        "com.x:y@3": (16, Reach.BUILD),
        "io.ktor:core@2.3.0": (9, Reach.RUNTIME),
        "open:end@": (15, Reach.RUNTIME),
        "org.boot:org.boot.gradle.plugin@3.1.0": (3, Reach.BUILD),
        "org.junit:bom@5.9.1": (10, Reach.TEST),
        "x:y@2": (12, Reach.BUILD),
    }
    assert [each.place.line for each in found.gaps] == [11, 15]


CATALOGUE = """[versions]
kotlin = "1.9.0"
rich = { strictly = "[1,2[", prefer = "1.5" }
[libraries]
one = "g:a:1.0"
two = { module = "g:b", version.ref = "kotlin" }
three = { group = "g", name = "c", version = { ref = "rich" } }
managed = { module = "a:b" }
[plugins]
k = { id = "org.k", version.ref = "kotlin" }
"""


def test_a_catalogue_names_libraries_and_plugins() -> None:
    found = only({"gradle/libs.versions.toml": CATALOGUE})
    assert {key: (each.place.line, each.reach) for key, each in packages(found).items()} == {
        "a:b@": (8, Reach.RUNTIME),
        "g:a@1.0": (5, Reach.RUNTIME),
        "g:b@1.9.0": (6, Reach.RUNTIME),
        "g:c@": (7, Reach.RUNTIME),
        "org.k:org.k.gradle.plugin@1.9.0": (10, Reach.BUILD),
    }
    assert [each.place.line for each in found.gaps] == [8]


def test_what_is_locked_below_a_catalogue_is_left_to_the_lock() -> None:
    found = look({"gradle/libs.versions.toml": CATALOGUE, "app/gradle.lockfile": LOCK})
    assert "a:b@" not in packages(found["gradle/libs.versions.toml"])


def test_a_broken_lock_line_is_a_fault() -> None:
    found = only({"gradle.lockfile": "a:b:1=x\nnonsense\n"})
    assert [(each.place.line, each.fault) for each in found.gaps] == [(2, True)]
