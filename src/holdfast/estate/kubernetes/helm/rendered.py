"""What a chart deploys, by what Helm made of its templates."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final

from holdfast.estate.kubernetes.cluster import resources
from holdfast.estate.kubernetes.helm.chart import Chart, split
from holdfast.estate.kubernetes.helm.lines import Lines
from holdfast.estate.kubernetes.objects import documents, object_of
from holdfast.model.place import Place
from holdfast.model.reading import Gap, Reading
from holdfast.model.value import Hop, Known, Tree, Unknown

_OFF: Final = "a template of a Helm chart of which its own values make nothing"
_MADE: Final = "made.yaml"
_MOST_DEPTH: Final = 100


def reading(chart: Chart, output: bytes, shown: Collection[str], templates: Collection[str]) -> Reading:
    """The resources of a chart, standing in its templates; all are understood together.

    What stands in a file or an archive that is not in ``shown`` is left out. Those of ``templates`` of which nothing
    was made are gaps.
    """
    trees: list[Tree] = []
    gaps: list[Gap] = []
    made: set[str] = set()
    for source, text in split(output).items():
        path = chart.path(source)
        made.add(path)
        lines = Lines(path, chart.files.get(path, b"") if path != chart.main else b"", text)
        found, missed = documents(_MADE, text)
        trees += [moved(tree, lines.place) for tree in found]
        gaps += [replace(gap, place=lines.place(gap.place)) for gap in missed]

    def seen(place: Place) -> bool:
        return place.path in shown or place.path.partition("!")[0] in shown

    own = tuple(each for each in resources(map(object_of, trees)) if seen(each.place))
    off = (Gap(why=_OFF, place=Place(path=path)) for path in sorted(set(templates) - made))
    return Reading(resources=own, gaps=(*(gap for gap in gaps if seen(gap.place)), *off))


def moved(tree: Tree, place: Callable[[Place], Place], depth: int = 0) -> Tree:
    """A tree with all of its values at other places."""
    if isinstance(tree, Unknown):
        return tree._replace(place=place(tree.place))
    if depth > _MOST_DEPTH:
        return Unknown("it is not known", place(tree.place))
    value = tree.value
    if isinstance(value, dict):
        value = {key: moved(each, place, depth + 1) for key, each in value.items()}
    elif isinstance(value, list):
        value = [moved(each, place, depth + 1) for each in value]
    trail = tuple(Hop(hop.says, place(hop.place)) for hop in tree.trail)
    return Known(value, place(tree.place), tree.how, trail, tree.refs)
