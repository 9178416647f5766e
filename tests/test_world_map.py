"""The map: every country is on it, areas and colours are true, a pointer finds its country, and it stays small."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import plotly.graph_objects as go
import plotly.io
import pytest
from hypothesis import given
from hypothesis import strategies as st

from localca import map_classes, world_map
from localca.errors import DataError
from localca.map_shapes import MIDDLE, area, equal_earth, load_shapes
from localca.places import country_names
from localca.sources import load_sources
from localca.tables import inventories_folder
from localca.world_map import HIT, MapPlace, WorldMap

MEGABYTES = 1.5
EARTH = 4 * math.pi * 6371.0**2
KNOWN_AREAS = {"BRA": 8.51e6, "COD": 2.34e6, "DEU": 0.357e6, "ISL": 0.103e6, "JAM": 0.011e6, "NZL": 0.268e6}  # km2
SHOWN = {
    "CRI": MapPlace(-11.0, "lower", ("Costa Rica", "11 % lower")),
    "USA": MapPlace(0.0, "too close to call", ("United States",)),
    "CHN": MapPlace(40.0, "higher", ("<b>China</b>",)),
    "TUV": MapPlace(60.0, "higher", ("Tuvalu",)),
}


def data(**changed: Any) -> WorldMap:
    given_ = {"title": "Made in each country", "shade_title": "Difference, %", "diverging": True, "places": SHOWN,
              "left_out": {"TLS": "Timor-Leste has no port"}}  # fmt: skip
    return WorldMap(**(given_ | changed))


def fills(figure: go.Figure) -> list[Any]:
    return [trace for trace in figure.data if trace.fill == "toself"]


def trace_of(figure: go.Figure, name: str) -> Any:
    return next(trace for trace in figure.data if trace.name == name)


def test_every_country_but_antarctica_has_a_shape_a_mark_and_a_point() -> None:
    shapes = load_shapes()
    assert set(country_names()) - set(shapes.rings) == {"ATA"}
    assert set(shapes.rings) == set(shapes.marks) == set(shapes.inside)


def test_every_row_names_a_passport() -> None:
    folder = inventories_folder()
    passports = load_sources(folder / "sources.toml")
    for name in ("countries.csv", "points.csv"):
        rows = (folder / "map" / name).read_text(encoding="utf-8").splitlines()[1:]
        column = -1
        assert {row.split(",")[column] for row in rows} <= set(passports), name


def test_the_equator_and_the_poles_lie_where_the_projection_says() -> None:
    corners = equal_earth([MIDDLE, MIDDLE + 180, MIDDLE, MIDDLE], [0, 0, 90, -90])
    assert corners[0] == pytest.approx([0, 0])
    assert corners[1][0] == pytest.approx(2.7066, abs=1e-4)
    assert corners[2][1] == pytest.approx(1.3173, abs=1e-4)
    assert corners[3] == pytest.approx(-corners[2])


@pytest.mark.parametrize(("code", "km2"), KNOWN_AREAS.items())
def test_areas_are_true(code: str, km2: float) -> None:
    sphere = 4 * math.pi  # the projection keeps areas: its plane holds the unit sphere's
    assert load_shapes().areas[code] / sphere * EARTH == pytest.approx(km2, rel=0.05)


@given(lon=st.floats(-169, 180), lat=st.floats(-80, 80))
def test_a_small_square_keeps_its_area_wherever_it_lies(lon: float, lat: float) -> None:
    side = 0.05
    plane = equal_earth([lon, lon, lon + side, lon + side], [lat, lat + side, lat + side, lat])
    sphere = math.radians(side) * (math.sin(math.radians(lat + side)) - math.sin(math.radians(lat)))
    assert area(plane) == pytest.approx(sphere, rel=1e-3)


def test_no_shape_crosses_the_edge_of_the_map() -> None:
    for code, rings in load_shapes().rings.items():
        for ring in rings:
            assert np.ptp(ring[:, 0]) < 3.2, code


def test_a_pointer_at_a_mark_finds_its_country() -> None:
    points = trace_of(world_map.figure(data(left_out=dict.fromkeys(country_names(), "grey"), places={})), HIT)
    at, codes, shapes = np.column_stack([points.x, points.y]), np.array(points.customdata), load_shapes()
    found = {code: codes[np.hypot(*(at - mark).T).argmin()] for code, mark in shapes.marks.items()}
    assert {code: other for code, other in found.items() if code != other} == {}


def test_classes_are_filled_with_their_colour_and_hatched_by_verdict() -> None:
    by_country = {code: trace for trace in fills(world_map.figure(data())) for code in trace.meta}
    assert by_country["CRI"].fillcolor in map_classes.LOWER
    assert by_country["CHN"].fillcolor in map_classes.HIGHER
    assert by_country["USA"].fillpattern.shape == "/"
    assert by_country["CHN"].fillpattern.shape == ""
    assert by_country["FRA"].fillcolor == world_map.LEFT_OUT


def test_verdicts_have_a_symbol_each_and_small_places_are_large_marks() -> None:
    figure = world_map.figure(data())
    marks = {verdict: trace_of(_markers(figure), verdict) for verdict in world_map.SYMBOLS}
    assert len({trace.marker.symbol for trace in marks.values()}) == len(marks)
    sizes = dict(zip(marks["higher"].meta, marks["higher"].marker.size, strict=True))
    assert sizes["TUV"] > sizes["CHN"]
    grey = trace_of(_markers(figure), "left out")
    assert "MLT" in grey.meta


def _markers(figure: go.Figure) -> go.Figure:
    return go.Figure([trace for trace in figure.data if trace.mode == "markers"])


def test_a_pointer_reads_words_that_are_never_markup() -> None:
    points = trace_of(world_map.figure(data()), HIT)
    words = dict(zip(points.customdata, points.text, strict=True))
    assert words["CRI"] == "Costa Rica<br>11 % lower"
    assert words["CHN"] == "&lt;b&gt;China&lt;/b&gt;"
    assert words["TLS"] == "Timor-Leste has no port"


def test_best_and_market_are_written_and_the_chosen_place_is_outlined() -> None:
    figure = world_map.figure(data(labels={"CRI": "Costa Rica: best", "JAM": "Jamaica: market"}, chosen="CRI"))
    labels = [item for item in figure.layout.annotations if item.name == "label"]
    assert {item.text for item in labels} == {"Costa Rica: best", "Jamaica: market"}
    assert {item.ay for item in labels} == {-18, 18}
    assert len(trace_of(figure, "chosen").x) > 10
    inked = world_map.inked(figure, "#123456", "#654321")
    assert trace_of(inked, "chosen").line.color == "#123456"
    assert [item.bgcolor for item in inked.layout.annotations if item.name == "label"] == ["#654321"] * 2


def test_the_view_around_a_country_keeps_the_shape_of_the_map() -> None:
    shapes = load_shapes()
    world, near = (world_map.view(data(around=code), shapes) for code in ("", "JAM"))
    ratios = [(up[1] - up[0]) / (across[1] - across[0]) for across, up in (world, near)]
    assert ratios[0] == pytest.approx(ratios[1])
    assert near[0][0] < shapes.marks["JAM"][0] < near[0][1]


def test_the_map_asks_for_no_map_of_plotly_and_is_small() -> None:
    every = {code: MapPlace(float(index), "higher", (f"{code}: 17.1 kg CO₂-eq per functional unit", "11 % higher than "
             "today’s supply: surely higher", "Regret: 2.07 kg CO₂-eq"))
             for index, code in enumerate(country_names())}  # fmt: skip
    figure = world_map.figure(data(places=every))
    assert {trace.type for trace in figure.data} == {"scatter"}
    assert len(plotly.io.to_json(figure, validate=False)) < MEGABYTES * 1e6


def test_limits_are_round_and_mirror_at_zero() -> None:
    assert map_classes.class_limits([-30, -12, 3, 8, 60, 25, 30], True) == [-20, -10, -5, -2, 0, 2, 5, 10, 20]
    assert map_classes.class_limits([0, 0.2, 1.1, 4.0], False) == pytest.approx([0.2, 0.5, 1.0, 2.0])


def test_outer_classes_without_a_country_are_left_out() -> None:
    assert map_classes.class_limits([1.0, 5.0, 10.0, 50.0], True)[0] == 0.0
    assert map_classes.class_limits([0.0, 0.0], True) == [0.0]
    assert map_classes.class_limits([0.0, 0.0], False) == []


@given(values=st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=40), diverging=st.booleans())
def test_every_number_has_a_colour_of_its_side_that_is_in_the_key(values: list[float], diverging: bool) -> None:
    values = values if diverging else [abs(value) for value in values]
    limits = map_classes.class_limits(values, diverging)
    key = map_classes.class_colours(limits, diverging)
    assert len(key) == len(limits) + 1
    for value in values:
        colour = map_classes.colour_of(value, limits, diverging)
        assert colour in key
        if diverging:
            assert (colour in map_classes.LOWER) == (value < 0)


def test_marks_are_seen_on_every_colour() -> None:
    assert map_classes.ink_on("#000000") != map_classes.ink_on("#ffffff")
    for colour in (map_classes.LOWER[0], map_classes.HIGHER[-1], map_classes.REGRET[-1]):
        assert map_classes.ink_on(colour).startswith("rgba(255")


def test_a_broken_table_is_named(tmp_path: Path) -> None:
    (tmp_path / "map").mkdir()
    points = "place,kind,lon,lat,source\nJAM,mark,-77,18,natural_earth_50m\n"
    (tmp_path / "map" / "points.csv").write_text(points, encoding="utf-8")
    for ring, message in (("1 2,x 3", "JAM, ring 1: the points are not 'lon lat,lon lat'"), (None, "same places: JAM")):
        row = f'JAM,1,"{ring}",natural_earth_50m\n' if ring else ""
        (tmp_path / "map" / "countries.csv").write_text(f"place,ring,points,source\n{row}", encoding="utf-8")
        with pytest.raises(DataError, match=message):
            load_shapes(tmp_path)
