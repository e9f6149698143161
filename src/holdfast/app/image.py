"""Use case: look at a container image: what is in its layers, how it runs, and what it is made of."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from hashlib import blake2b
from pathlib import Path
from typing import Final

from holdfast import __version__
from holdfast.app import imageconfig, infra, weigh
from holdfast.app.contents import Frames
from holdfast.app.harvest import Harvest, Limit
from holdfast.app.imagepackages import inventories_of
from holdfast.app.imagesecrets import ImageSecrets, brought
from holdfast.app.infrastructure import Infrastructure, faults
from holdfast.app.judged import JudgedBook
from holdfast.app.judging import book_of
from holdfast.app.looked import Failure, Looked
from holdfast.app.origins import Origin, Target, find_target
from holdfast.app.packages import Packages, examined
from holdfast.app.packages import notices as told
from holdfast.app.policy import Policies
from holdfast.app.rulebook import RuleBook, rulebook
from holdfast.app.scan import JUDGING, Request, Scanned
from holdfast.app.survey import Survey, judged
from holdfast.estate.image.base import Base, base_of
from holdfast.estate.image.contents import facts
from holdfast.estate.image.distribution import Distribution, distribution
from holdfast.estate.image.image import CONFIG, HISTORY, Image, open_image, steps_of
from holdfast.estate.repo.exclude import Excluder
from holdfast.estate.repo.worktree import Excluding
from holdfast.loop.gate import gate
from holdfast.model.errors import UsageError
from holdfast.model.package import Inventory, Layer
from holdfast.model.reading import Reading
from holdfast.model.report import Notice, Report, Skipped, Tally
from holdfast.model.scope import Scope

_SHOWN: Final = 160
"""Characters of a step that are shown."""
_SECRET_FILES: Final = ("etc/shadow", "etc/gshadow")
_LINE_FILES: Final = 1 << 20
"""Bytes of a file of which a line is shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which image."""

    image: Path
    """A folder or a file; one of several images in it is named behind a colon."""
    platform: str = ""
    base: Path | None = None
    """The image that it was built on."""
    today: date | None = None
    """What ages are counted to; None for today."""


def scan_image(request: Request, asked: Asked) -> Scanned:
    """Scan an image and say what it means. Nothing in it is executed, and nothing of it is left on the disk.

    Raises UsageError for what is no image or cannot be asked of one, ConfigError for a policy to be mended, and
    IncompleteError for an image that is broken as a whole.
    """
    if request.verify is not None:
        raise UsageError("--verify and --image exclude each other", advice="Verify where the image is built.")
    start = time.monotonic()
    target = find_target(request.path)
    policies = Policies(target.root, request.flags, request.environment)
    book = rulebook(policies.root, request.announce, root=target.root)
    with ExitStack() as held:
        image = held.enter_context(open_image(asked.image, asked.platform))
        given = held.enter_context(open_image(asked.base, asked.platform)) if asked.base is not None else None
        scan = _Scan(request, asked, target, policies, book, image, start)
        scan.read()
        return scan.told(given)


class _Scan:
    """One look at one image."""

    def __init__(
        self,
        request: Request,
        asked: Asked,
        target: Target,
        policies: Policies,
        book: RuleBook,
        image: Image,
        start: float,
    ) -> None:
        self.request, self.asked, self.target, self.policies = request, asked, target, policies
        self.book, self.image, self.start = book, image, start
        self.wants_secrets = not request.only or "secrets" in request.only
        self.judges = not request.only or "container" in request.only
        policy = policies.root
        self.secrets = ImageSecrets(image, book.looker, policy.max_file_bytes, policy.archives)
        self.stopped = ""
        self.shown = imageconfig.texts(image.config)

    def read(self) -> None:
        """Unpack every layer and look for secrets on the way. A stop by hand or by the clock keeps what was found."""
        limit = Limit(self.start, self.request.seconds)
        excluding = [Excluding(folder, patterns) for folder, patterns in self.policies.excluding() if patterns]
        excluder = Excluder(excluding)
        count, layer = len(self.image.layers), -1
        try:
            for piece in self.image.read():
                if piece.layer != layer:
                    layer = piece.layer
                    self.request.progress(layer, count)
                if limit.over:
                    self.stopped = f"the time limit of {limit.seconds:g} s was reached in layer {layer + 1} of {count}"
                    break
                if self.wants_secrets and not excluder.excludes(piece.path):
                    self.secrets.take(piece)
        except KeyboardInterrupt:
            self.stopped = f"interrupted in layer {layer + 1} of {count}"
        finally:
            excluder.close()
        self.request.progress(count, count)
        if self.stopped:
            self.image.broken = True
        if self.wants_secrets:
            for path in (HISTORY, CONFIG):
                self.secrets.say(path, self.shown[path])

    def told(self, given: Image | None) -> Scanned:
        """Judge it, list what it is made of, weigh all that, and say it."""
        image, policy = self.image, self.policies.root
        base, wrong = base_of(image, given)
        image.layers[:] = self._layers(base)
        found = distribution(image.more)
        inventories = inventories_of(image, found)
        judgements = book_of(self.target.root)
        estate = self._estate(base, found, judgements)
        origin = Origin(name="image", blobs=iter(()), total=self.secrets.files, paths=(), complete=True)
        harvest = Harvest(files=self.secrets.files, bytes=self.secrets.size)
        packages = self._packages(inventories)
        looked = (estate if self.judges else None, self.secrets, packages)
        others: tuple[Looked, ...] = tuple(each for each in looked if each is not None)
        weighed = weigh.weigh(harvest, self.book, self.policies, self.target, origin, None, others)
        lost = packages.lost if packages is not None else _unread(inventories)
        skipped = [*self.secrets.skipped, *faults(estate.survey), *lost]
        tally = self._tally(weighed, estate)
        notices = [Notice(kind="image", says=each) for each in self._says(base, wrong, found, inventories)]
        if self.wants_secrets and self.book.note:
            notices.append(Notice(kind="engine", says=self.book.note))
        report = Report(
            root=image.name,
            tool=__version__,
            rules=self.book.version,
            scope=self._scope(whole=not self.stopped and not any(item.fault for item in skipped)),
            tally=tally,
            findings=weighed.findings,
            skipped=tuple(skipped),
            notices=(
                *notices,
                *self.secrets.notices,
                *(told(packages) if packages is not None else _elsewhere(inventories)),
                *weighed.notices,
            ),
            gate=gate(
                policy,
                weighed.findings,
                skipped,
                tally,
                allow_empty=self.request.allow_empty,
                stopped=self.stopped,
            ),
            guidance=weighed.guidance,
            checks=(
                *(self.book.checks if self.wants_secrets else ()),
                *(judgements.rule(name).check for name in sorted(estate.survey.counts)),
                *(packages.ran if packages is not None else ()),
            ),
            bom=packages.bom(image.name) if packages is not None and self.request.bill else None,
            statements=packages.statements if packages is not None else (),
            seen_at=time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()),
            compared_with=weighed.compared_with,
        )
        return Scanned(
            report=report,
            root=self.target.root,
            policy=policy,
            infrastructure=estate if self.judges else None,
            withheld=weighed.withheld,
            inventories=inventories,
            packages=packages,
        )

    def _packages(self, inventories: Sequence[Inventory]) -> Packages | None:
        """What is known of what the image is made of; None where nobody asks."""
        if self.request.only and "sca" not in self.request.only:
            return None
        frames = Frames(self.shown, self._text, lambda: self.book.looker)
        return examined(inventories, self.target, self.policies, frames)

    def _layers(self, base: Base) -> list[Layer]:
        """The layers as they may be shown: what a step says is masked where it holds a secret."""
        frames = Frames(self.shown, lambda _path: None, lambda: self.book.looker)
        lines = {layer: frames(HISTORY, step + 2) for step, layer in steps_of(self.image).items()}
        return [
            replace(layer, instruction=lines.get(layer.number, "")[:_SHOWN], base=layer.number < base.layers)
            for layer in self.image.layers
        ]

    def _estate(self, base: Base, found: Distribution | None, book: JudgedBook) -> Infrastructure:
        """What the rules say of it; without anything where nobody wants them."""
        survey = Survey()
        if self.judges:
            off = frozenset(self.policies.root.disable) | (
                (JUDGING - self.request.only) if self.request.only else set()
            )
            today = self.asked.today or datetime.now(UTC).date()
            resources = (facts(self.image, found, today), *imageconfig.resources(self.image, base))
            survey = judged(Reading(resources=resources), book, off)
        survey.gaps += self.image.gaps
        frames = Frames(self.shown, self._text, lambda: self.book.looker)
        failures = [self._noted(each) for each in infra.failures(survey.rows, book, frames)]
        return Infrastructure(book=book, survey=survey, failures=failures, earlier=lambda _revision, _mark: Counter())

    def _text(self, path: str) -> bytes | None:
        """A file as lines of it may be shown; nothing of what is no text, and of what holds passwords."""
        if path in _SECRET_FILES:
            return None
        data = self.image.more(path)
        return data if data is not None and len(data) <= _LINE_FILES and b"\0" not in data[:8192] else None

    def _noted(self, failure: Failure) -> Failure:
        """With the layer that brought what fails, and the step that made it."""
        at = failure.fail.at
        note = brought(self.image, at.path) if at.path not in (CONFIG, HISTORY) else ""
        if at.path == HISTORY:
            layer = steps_of(self.image).get(at.line - 2)
            note = f"it made layer {layer + 1} of {len(self.image.layers)}" if layer is not None else ""
        return failure._replace(fail=replace(failure.fail, notes=(*failure.fail.notes, note))) if note else failure

    def _tally(self, weighed: weigh.Weighed, estate: Infrastructure) -> Tally:
        survey, secrets = estate.survey, self.secrets
        return Tally(
            files=secrets.files if self.wants_secrets else self.image.members,
            bytes=secrets.size if self.wants_secrets else self.image.size,
            lines=secrets.lines,
            checks=(self.book.count if self.wants_secrets else 0) + len(survey.counts),
            resources=sum(survey.resources.values()),
            judged=sum(map(sum, survey.counts.values())) - survey.count("not here"),
            unsure=survey.count("unsure"),
            seconds=time.monotonic() - self.start,
            derived=secrets.derived,
            decoys=weighed.decoys,
            hidden=weighed.hidden,
        )

    def _scope(self, *, whole: bool) -> Scope:
        """Builds of one image are one subject: what is gone from the newest one is gone."""
        name = self.image.name.partition("@")[0]
        folder, slash, last = name.rpartition("/")
        subject = f"image:{folder}{slash}{last.partition(':')[0]}"
        policy = self.policies.root
        parts = [subject, self.image.config.platform, str(policy.max_file_bytes), str(policy.archives)]
        parts += [f"{folder}!{pattern}" for folder, patterns in self.policies.excluding() for pattern in patterns]
        digest = blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
        return Scope(subject=subject, origin="image", digest=digest, complete=whole)

    def _says(
        self, base: Base, wrong: str, found: Distribution | None, inventories: Sequence[Inventory]
    ) -> Iterator[str]:
        """What a person wants to know of the image itself."""
        image = self.image
        packages = sum(len(each.packages) for each in inventories)
        named = found.name if found else "no distribution that is known"
        until = f", which gets fixes until {found.ends.isoformat()}" if found and found.ends else ""
        counted = f"{len(image.layers):,} layers, {image.members:,} entries, {packages:,} packages"
        yield f"{image.config.platform or 'no platform'}: {counted}; {named}{until}."
        yield f"{base.says[:1].upper()}{base.says[1:]}."
        if wrong:
            yield f"{wrong}."
        if image.manifest.others:
            yield f"Images for {', '.join(image.manifest.others)} are here too; choose one with --platform."


def _unread(inventories: Sequence[Inventory]) -> Iterator[Skipped]:
    for each in inventories:
        for gap in each.gaps:
            if gap.fault:
                yield Skipped(path=gap.place.path, why=f"not understood: {gap.why}", fault=True)


def _elsewhere(inventories: Sequence[Inventory]) -> Iterator[Notice]:
    for each in inventories:
        for gap in each.gaps:
            if not gap.fault:
                yield Notice(kind="unread", says=f"{gap.why[:1].upper()}{gap.why[1:]}.", place=gap.place.path)
