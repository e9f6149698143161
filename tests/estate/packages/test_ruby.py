"""What a project of Ruby is locked to, and what its Gemfile and gemspec ask for."""

from __future__ import annotations

from holdfast.model.package import Reach, Source
from tests.estate.packages.looking import look, only, packages

GEMFILE = """source 'https://gems.example'
gem 'nokogiri', '~> 1.15', '>= 1.15.1'
gem "foo", git: "https://u:p@git.example/foo.git",
    branch: "main"
group :development, :test do
  gem "rspec", "~> 3.0" # for all
  if true
    gem 'inner', require: false
  end
end
gem "rubocop", '1.50.0', group: :development
gem 'bar', :github => 'a/bar', :group => [:test]
gemspec
"""
GEMSPEC = """Gem::Specification.new do |s|
  s.name = 'own'
  s.add_dependency 'rack', '>= 2', '< 3'
  s.add_development_dependency("minitest", "~> 5")
end
"""
LOCK = """GIT
  remote: https://u:p@git.example/foo.git
  revision: 0123456789abcdef0123456789abcdef01234567
  specs:
    foo (1.0)
      rack

PATH
  remote: .
  specs:
    own (0.1)
      rack (>= 2, < 3)

GEM
  remote: https://gems.example/
  specs:
    nokogiri (1.15.2-x86_64-linux)
      racc (~> 1.4)
    nokogiri (1.15.2)
      racc (~> 1.4)
    racc (1.7.1)
    rack (2.2.3)
    rspec (3.12.0)

PLATFORMS
  ruby
  x86_64-linux

DEPENDENCIES
  foo!
  nokogiri (~> 1.15, >= 1.15.1)
  own!
  rspec (~> 3.0)

CHECKSUMS
  racc (1.7.1) sha256={}

BUNDLED WITH
   2.5.3
""".format("c" * 64)


def test_a_lock_file_with_its_gemfile_says_groups_and_ways() -> None:
    found = only({"Gemfile": GEMFILE, "own.gemspec": GEMSPEC, "Gemfile.lock": LOCK})
    assert found.manifests == ("Gemfile", "own.gemspec")
    known = packages(found)
    assert {key: (each.place.line, each.direct, each.reach) for key, each in known.items()} == {
        "foo@1.0": (5, True, Reach.RUNTIME),
        "nokogiri@1.15.2": (17, True, Reach.RUNTIME),
        "own@0.1": (11, True, Reach.RUNTIME),
        "racc@1.7.1": (21, False, Reach.RUNTIME),
        "rack@2.2.3": (22, False, Reach.RUNTIME),
        "rspec@3.12.0": (23, True, Reach.TEST),
    }
    assert known["racc@1.7.1"].via == ("nokogiri@1.15.2",)
    assert known["racc@1.7.1"].hashes == ("sha256:" + "c" * 64,)
    assert known["own@0.1"].source is Source.PATH
    assert known["foo@1.0"].address == "https://git.example/foo.git@0123456789abcdef0123456789abcdef01234567"


def test_a_gemfile_alone_has_requirements_groups_and_the_gemspec() -> None:
    found = look({"Gemfile": GEMFILE, "own.gemspec": GEMSPEC})
    asked = packages(found["Gemfile"])
    assert {key: (each.place.line, each.reach, each.source) for key, each in asked.items()} == {
        "bar@": (12, Reach.TEST, Source.GIT),
        "foo@": (3, Reach.RUNTIME, Source.GIT),
        "inner@": (8, Reach.TEST, Source.REGISTRY),
        "nokogiri@": (2, Reach.RUNTIME, Source.REGISTRY),
        "rspec@": (6, Reach.TEST, Source.REGISTRY),
        "rubocop@1.50.0": (11, Reach.DEVELOPMENT, Source.REGISTRY),
    }
    assert asked["foo@"].address == "https://git.example/foo.git"
    spec = found["own.gemspec"]
    assert (spec.name, spec.locked) == ("own", False)
    assert {key: (each.requirement, each.reach) for key, each in packages(spec).items()} == {
        "minitest@": ("~> 5", Reach.DEVELOPMENT),
        "rack@": (">= 2, < 3", Reach.RUNTIME),
    }


def test_both_sides_of_a_conflict_are_read_and_it_is_a_fault() -> None:
    text = LOCK.replace("    rack (2.2.3)\n", "<<<<<<< a\n    rack (2.2.3)\n=======\n    rack (2.2.4)\n>>>>>>> b\n")
    found = only({"gems.locked": text})
    assert {"rack@2.2.3", "rack@2.2.4"} <= set(packages(found))
    assert [each.fault for each in found.gaps] == [True, True, True]
