"""Make the outlines of the world map's regions from Natural Earth's countries.

Run once, when the grouping changes: ``npm pack world-atlas@2.0.2``, unpack it, then
``python tools/regioner.py package/countries-110m.json``. It writes
``komreport/report/charts/regioner.json``. The geometry is Natural Earth's (public domain).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "komreport" / "report" / "charts" / "regioner.json"
URAL = 60.0
SMALLEST = 2.0
RUSSIA, FRANCE = "643", "250"
SKIPPED = {"010", "260", "238"}
GROUPS: dict[str, str] = {
    "norge": "578",
    "nord_europa": "752 246 208 352",
    "vest_europa": "826 372 250 056 528 442 276 040 756",
    "sor_europa": "380 724 620 300 196",
    "ost_europa": "112 804 616 348 498 642 440 428 233 100 008 191 705 703 203 070 807 688 499 643",
    "midtosten": "376 422 275 400 784 634 414 368 512 364 760 792 887 682",
    "asia": "398 860 360 626 116 764 418 104 704 408 410 496 356 050 064 524 586 004 762 417 795 "
    "051 031 268 144 156 158 608 458 096 392",
    "nord_amerika": "124 840 304",
    "mellom_amerika": "332 214 044 484 591 188 558 340 222 320 084 630 388 192 780",
    "sor_amerika": "032 152 858 076 068 604 170 862 328 740 218 600",
    "oseania": "242 598 548 540 090 554 036",
}
NAMED = {"N. Cyprus": "sor_europa", "Kosovo": "ost_europa", "Somaliland": "afrika"}
REST = "afrika"

Ring = list[tuple[float, float]]


def main(source: Path) -> None:
    """Read the countries, merge them to regions, write the outlines."""
    atlas = json.loads(source.read_text(encoding="utf-8"))
    points = [_decoded(arc, atlas["transform"]) for arc in atlas["arcs"]]
    region_of = {code: name for name, codes in GROUPS.items() for code in codes.split()}
    borders: dict[str, list[list[int]]] = {}
    whole: dict[str, list[Ring]] = {}
    for country in atlas["objects"]["countries"]["geometries"]:
        code = country.get("id")
        if code in SKIPPED:
            continue
        region = region_of.get(code) or NAMED.get(country["properties"]["name"], REST)
        for ring in _rings(country):
            if code == RUSSIA:
                shape = _stitched([ring], points)[0]
                whole.setdefault("ost_europa", []).append(_clipped(shape, west=True))
                whole.setdefault("russland_ost", []).append(_clipped(shape, west=False))
            elif code == FRANCE and _stitched([ring], points)[0][0][0] < -30:
                borders.setdefault("sor_amerika", []).append(ring)
            else:
                borders.setdefault(region, []).append(ring)
    features = []
    for name in sorted({*borders, *whole}):
        shapes = _stitched(borders.get(name, []), points) + whole.get(name, [])
        kept = [shape for shape in map(_rounded, shapes) if _size(shape) >= SMALLEST]
        coordinates = [[[list(point) for point in shape]] for shape in kept]
        features.append(
            {
                "type": "Feature",
                "properties": {"gruppe": name},
                "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
            }
        )
    text = json.dumps(features, separators=(",", ":"), sort_keys=True)
    TARGET.write_text(text + "\n", encoding="utf-8")


def _rings(country: dict[str, Any]) -> list[list[int]]:
    polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
    return [ring for polygon in polygons for ring in polygon]


def _decoded(arc: list[list[int]], transform: dict[str, list[float]]) -> Ring:
    x = y = 0
    result = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        result.append(
            (
                x * transform["scale"][0] + transform["translate"][0],
                y * transform["scale"][1] + transform["translate"][1],
            )
        )
    return result


def _stitched(rings: list[list[int]], points: list[Ring]) -> list[Ring]:
    """Join arcs to rings; an arc that two countries share is an inner border and is left out."""
    uses = Counter(arc if arc >= 0 else ~arc for ring in rings for arc in ring)
    lines = []
    for ring in rings:
        for arc in ring:
            if uses[arc if arc >= 0 else ~arc] == 1:
                lines.append(points[arc] if arc >= 0 else points[~arc][::-1])
    starts: dict[tuple[float, float], list[Ring]] = {}
    for line in lines:
        starts.setdefault(line[0], []).append(line)
    result = []
    while starts:
        first = next(iter(starts))
        shape = list(_taken(starts, first))
        while shape[-1] != shape[0]:
            shape += _taken(starts, shape[-1])[1:]
        result.append(shape)
    return result


def _taken(starts: dict[tuple[float, float], list[Ring]], point: tuple[float, float]) -> Ring:
    line = starts[point].pop()
    if not starts[point]:
        del starts[point]
    return line


def _clipped(shape: Ring, *, west: bool) -> Ring:
    """Cut a ring at the Urals."""

    def inside(point: tuple[float, float]) -> bool:
        return (0 <= point[0] <= URAL) if west else not 0 <= point[0] < URAL

    result: Ring = []
    for a, b in zip(shape, [*shape[1:], shape[0]], strict=True):
        if inside(a):
            result.append(a)
        if inside(a) != inside(b) and a[0] != b[0]:
            share = (URAL - a[0]) / (b[0] - a[0])
            result.append((URAL, a[1] + share * (b[1] - a[1])))
    return [*result, result[0]] if result else []


def _rounded(shape: Ring) -> Ring:
    result: Ring = []
    for x, y in shape:
        point = (round(x, 1), round(y, 1))
        if not result or point != result[-1]:
            result.append(point)
    if result and result[0] != result[-1]:
        result.append(result[0])
    return result


def _size(shape: Ring) -> float:
    """The area of the box around a ring, in square degrees; 0 when it is no ring."""
    if len(shape) < 4:
        return 0.0
    width = max(x for x, _ in shape) - min(x for x, _ in shape)
    return width * (max(y for _, y in shape) - min(y for _, y in shape))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
