"""Impact assessment methods: factors pinned to their published values, and the reading shortcut to the whole file."""

from __future__ import annotations

import json
import zipfile

import numpy as np
import pytest

from localca import impact_methods
from localca.errors import DataError, InputError
from localca.impact_methods import Method, choose, families, family, read_methods
from localca.tables import Tables

OFFERED = [(key, name) for key, members in families().items() for name in members.methods]
UNITS = {
    ("ef", "climate"): "kg CO2-Eq",
    ("ef", "acidification"): "mol H+-Eq",
    ("ef", "energy_nonrenewable"): "MJ-Eq",
    ("ef", "energy_renewable"): "MJ-Eq",
    ("ef", "particulate_matter"): "disease incidence",
    ("ef", "photochemical_ozone"): "kg NMVOC-Eq",
    ("ef", "eutrophication_marine"): "kg N-Eq",
    ("ef", "eutrophication_terrestrial"): "mol N-Eq",
    ("ipcc2021", "climate"): "kg CO2-Eq",
    ("ipcc2021", "climate_gwp20"): "kg CO2-Eq",
    ("ipcc2021", "climate_gwp500"): "kg CO2-Eq",
    ("cml", "climate"): "kg CO2-Eq",
    ("cml", "acidification"): "kg SO2-Eq",
    ("cml", "energy_nonrenewable"): "megajoule",
    ("cml", "eutrophication_generic"): "kg PO4-Eq",
    ("traci", "climate"): "kg CO2-Eq",
    ("traci", "acidification"): "kg SO2-Eq",
    ("traci", "particulate_matter"): "PM2.5-Eq",
    ("recipe", "climate"): "kg CO2-Eq",
    ("recipe", "acidification"): "kg SO2-Eq",
    ("recipe", "energy_nonrenewable"): "kg oil-Eq",
    ("recipe", "particulate_matter"): "kg PM2.5-Eq",
}
# EF v3.1 reference package (Andreasi Bassi et al. 2023, doi:10.2760/798894); CED as in ecoinvent (HHV).
EF_FACTORS = [
    ("climate", "co2_fossil", 1.0),
    ("climate", "co2_biogenic", 0.0),
    ("climate", "ch4_fossil", 29.8),
    ("climate", "ch4_biogenic", 27.0),
    ("climate", "n2o", 273.0),
    ("climate", "cf4", 7380.0),
    ("climate", "c2f6", 12400.0),
    ("acidification", "so2", 1.31),
    ("acidification", "nox", 0.74),
    ("acidification", "nh3", 3.02),
    ("acidification", "co2_fossil", 0.0),
    ("energy_nonrenewable", "hard_coal", 19.1),
    ("energy_nonrenewable", "lignite", 9.9),
    ("energy_nonrenewable", "natural_gas", 40.0),
    ("energy_nonrenewable", "crude_oil", 46.0),
    ("energy_nonrenewable", "uranium", 560000.0),
    ("energy_nonrenewable", "energy_hydro", 0.0),
    ("energy_renewable", "energy_hydro", 1.0),
    ("energy_renewable", "energy_wind", 1.0),
    ("energy_renewable", "energy_solar", 1.0),
    ("energy_renewable", "energy_geothermal", 1.0),
    ("energy_renewable", "energy_biomass", 1.0),
    ("energy_renewable", "crude_oil", 0.0),
    ("photochemical_ozone", "nmvoc", 1.0),
    ("photochemical_ozone", "nox", 1.0),
    ("photochemical_ozone", "so2", 0.0811),
    ("eutrophication_marine", "nox", 0.389),
    ("eutrophication_marine", "nh3", 0.092),
    ("eutrophication_terrestrial", "nox", 4.26),
    ("eutrophication_terrestrial", "nh3", 13.47),
    ("particulate_matter", "pm25", 2.38497e-4),
    ("particulate_matter", "pm_coarse", 5.48544e-5),
]


@pytest.fixture(scope="module")
def whole_file() -> dict[tuple[str, ...], dict]:
    """All of Brightway's methods, read the plain way."""
    with zipfile.ZipFile(impact_methods._archive()) as archive:
        return {tuple(record["name"]): record for record in json.loads(archive.read("data.json"))}


@pytest.fixture(scope="module")
def ef(tables: Tables) -> dict[tuple[str, str], float]:
    """EF factors by method and flow."""
    methods, flows = choose(None), list(tables.elementary.values())
    factors, _ = impact_methods.characterisation_factors(methods, flows)
    assert factors.dtype == np.float64
    assert factors.shape == (len(methods), len(flows))
    return {(m.id, f.key): factors[i, j] for i, m in enumerate(methods) for j, f in enumerate(flows)}


@pytest.mark.parametrize(("method", "flow", "expected"), EF_FACTORS, ids=[f"{m}-{f}" for m, f, _ in EF_FACTORS])
def test_ef_factors(ef: dict[tuple[str, str], float], method: str, flow: str, expected: float) -> None:
    assert ef[method, flow] == pytest.approx(expected, rel=2e-3)


def test_the_shortcut_reads_what_the_whole_file_holds(whole_file: dict[tuple[str, ...], dict]) -> None:
    """Only the offered methods are decoded; the answer must be that of json.loads on the whole file."""
    names = [families()[key].methods[name].name for key, name in OFFERED]
    assert read_methods(names) == {name: whole_file[name] for name in names}


@pytest.mark.parametrize(("key", "name"), OFFERED, ids=[f"{key}-{name}" for key, name in OFFERED])
def test_every_offered_method_has_its_unit(whole_file: dict[tuple[str, ...], dict], key: str, name: str) -> None:
    method = families()[key].methods[name]
    assert method.id == name
    assert whole_file[method.name]["unit"] == UNITS[key, name]
    assert whole_file[method.name]["exchanges"]


def test_recipe_climate_is_the_100_year_one_whatever_its_name_says(tables: Tables) -> None:
    factors, _ = impact_methods.characterisation_factors(
        [families()["recipe"].methods["climate"]], [tables.elementary["ch4_fossil"]]
    )
    assert factors[0, 0] == pytest.approx(36.0, rel=0.01)


def test_choosing_keeps_the_order_of_the_family() -> None:
    assert [method.id for method in choose(["acidification", "climate"])] == ["climate", "acidification"]
    assert [method.id for method in choose(None)] == list(family().methods)
    assert choose([]) == choose(None)


def test_an_unknown_category_names_the_nearest() -> None:
    with pytest.raises(InputError) as caught:
        choose(["climat"], "ipcc2021")
    assert str(caught.value) == (
        "--methods: 'climat' is no impact category of IPCC 2021 (AR6). "
        "Nearest: climate, climate_gwp20, climate_gwp500. Offered: climate, climate_gwp20, climate_gwp500."
    )


def test_an_unknown_family_names_the_families() -> None:
    with pytest.raises(InputError) as caught:
        family("ecoindicator99")
    assert str(caught.value) == (
        "--method-family: 'ecoindicator99' is no method family. Nearest: ef, ipcc2021, cml, traci, recipe. "
        "Use one of these."
    )


def test_a_method_that_bw2io_lost_is_a_fault_of_ours() -> None:
    with pytest.raises(DataError, match="has no method EF v9 / climate"):
        read_methods([("EF v9", "climate")])


def test_a_name_that_only_begins_like_a_method_is_not_taken_for_it() -> None:
    with pytest.raises(DataError):
        read_methods([("EF v3.1", "climate change")])


def test_a_file_laid_out_otherwise_is_found_out(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name stands inside another record: the shortcut must not take that record for the method."""
    path = tmp_path / "lcia.zip"
    with zipfile.ZipFile(path, "w") as archive:
        other = {"filename": "a", "name": ["X"], "part": {"name": ["EF v9", "climate"]}}
        archive.writestr("data.json", json.dumps([other]))
    monkeypatch.setattr(impact_methods, "_archive", lambda: path)
    with pytest.raises(DataError, match="laid out otherwise than expected at EF v9 / climate"):
        read_methods([("EF v9", "climate")])


@pytest.mark.parametrize("content", [b"", b"not a zip"])
def test_a_broken_archive_is_a_fault_of_ours(tmp_path, monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    (tmp_path / "lcia.zip").write_bytes(content)
    monkeypatch.setattr(impact_methods, "_archive", lambda: tmp_path / "lcia.zip")
    with pytest.raises(DataError, match="bw2io's methods cannot be read"):
        read_methods([("EF v9", "climate")])


def test_a_flow_no_method_counts_scores_nothing(tables: Tables) -> None:
    nowhere = tables.elementary["co"].model_copy(update={"biosphere3_code": "not-a-code"})
    factors, units = impact_methods.characterisation_factors(choose(["climate"]), [nowhere])
    assert factors.tolist() == [[0.0]]
    assert units == ("kg CO2-Eq",)


def test_a_broken_method_list_is_a_fault_of_ours(tmp_path) -> None:
    (tmp_path / "methods.toml").write_text("[ef]\ntitle = 'x'\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"methods\.toml: 'methods'"):
        families(tmp_path)


def test_a_method_needs_a_name() -> None:
    with pytest.raises(ValueError, match="at least 1 item"):
        Method(id="a", title="b", name=(), coverage="full")
