"""Which inputs decide: Sobol' indices against the analytic variance shares of lognormals."""

from __future__ import annotations

import dataclasses
import itertools
import math

import numpy as np
import pytest
from conftest import Tiny

from localca import impact_methods
from localca.assessment import Assessment
from localca.engine import assess
from localca.errors import InputError
from localca.product import Product
from localca.product_parts import OwnFlow
from localca.sensitivity import Influence, influences
from localca.variation import with_row


class Certain:
    """A background without any spread of its own."""

    name = "certain"

    def __init__(self, behind) -> None:
        self.behind = behind
        self.unit_scores, self.method_units = behind.unit_scores, behind.method_units
        self.fingerprint = behind.fingerprint

    def resolve(self, flow: str, unit: str, place: str):
        return dataclasses.replace(self.behind.resolve(flow, unit, place), kwh_sigma=0.0, heat_sigma=0.0)

    def unit_draws(self, matches, methods, draws, seed) -> np.ndarray:
        return np.repeat(self.unit_scores(matches, methods).to_numpy()[:, None, :], draws, axis=1)

    def groups(self, matches) -> list[str]:
        return []


def materials_only(tiny: Tiny, frame: float, seat: float) -> Assessment:
    """Two materials and nothing else: recycled steel for steel, steel for wood; only their masses are uncertain."""

    def edit(raw) -> None:
        raw["production"], raw["transport"] = [], []
        raw["raw_materials"][0]["gsd"], raw["raw_materials"][1]["gsd"] = frame, seat

    product = tiny.product(edit=edit)
    product = with_row(product, "local", "frame", recycled_share=1.0)
    product = with_row(product, "local", "seat", flow="steel", origin="POL")
    methods = impact_methods.choose(["climate"])
    return assess(product, Certain(tiny.background), methods, tiny.routes, tables=tiny.tables)


def shares(*terms: tuple[float, float]) -> list[float]:
    """Variance shares of a sum of independent lognormals ``c exp(s z)``: ``c^2 exp(s^2) (exp(s^2) - 1)``."""
    variances = [c**2 * math.exp(s**2) * (math.exp(s**2) - 1) for c, s in terms]
    return [value / sum(variances) for value in variances]


def by_group(found: tuple[Influence, ...], method: str = "climate") -> dict[str, Influence]:
    return {item.group: item for item in found if item.method == method}


@pytest.mark.parametrize(("frame", "seat"), [(1.1, 1.2), (1.3, 1.3), (1.02, 1.5)])
def test_a_sum_of_two_lognormals_has_their_variance_shares(tiny: Tiny, frame: float, seat: float) -> None:
    """The difference is -3.70625 exp(s1 z1) + 1.843125 exp(s2 z2): additive, so first and total order agree."""
    found = by_group(influences(materials_only(tiny, frame, seat), "local", "imported", draws=4096))
    expected = shares((2 * (0.21 - 2.063125), math.log(frame)), (2.063125 - 0.22, math.log(seat)))
    for name, share in zip(("foreground frame", "foreground seat"), expected, strict=True):
        assert found[name].first == pytest.approx(share, abs=0.04)
        assert found[name].total == pytest.approx(share, abs=0.04)
    assert len(found) == 2


def test_a_product_of_two_interacts(tiny: Tiny) -> None:
    """M exp(s z1) k exp(s z2), e = exp(s^2): V_i / V = (e - 1) / (e^2 - 1) = 1 / (e + 1), in total e / (e + 1)."""

    def edit(raw) -> None:
        raw["transport"], raw["production"] = [], [raw["production"][1]]
        raw["production"][0] |= {"loss": 0, "gsd": 1.5}

    product = tiny.product(edit=edit)

    class OneSpread(Certain):
        def resolve(self, flow: str, unit: str, place: str):
            match = super().resolve(flow, unit, place)
            return dataclasses.replace(match, kwh_sigma=math.log(1.5)) if flow == "assembly" else match

    methods = impact_methods.choose(["climate"])
    assessment = assess(product, OneSpread(tiny.background), methods, tiny.routes, tables=tiny.tables)
    found = by_group(influences(assessment, "local", "imported", draws=8192))
    e = math.exp(math.log(1.5) ** 2)
    for name in ("foreground assemble", "foreground assembly kWh"):
        assert found[name].first == pytest.approx(1 / (e + 1), abs=0.04)
        assert found[name].total == pytest.approx(e / (e + 1), abs=0.04)
    assert found["foreground frame"].total == pytest.approx(0, abs=1e-12)


def test_the_chair_is_decided_by_its_electricity(tiny: Tiny) -> None:
    """Local against imported: steel and wood cancel; coal power, the kWh of forging and the mass forged do not."""
    found = influences(tiny.assess(), "local", "imported", draws=1024)
    climate = list(by_group(found).values())
    assert {item.group for item in climate[:3]} == {"coal_plant", "foreground forging kWh", "foreground frame"}
    cancelled = by_group(found)["steel"]
    assert cancelled.total == pytest.approx(0, abs=1e-9)
    assert sum(item.first for item in climate) == pytest.approx(1.0, abs=0.08)


def test_the_most_important_comes_first_in_each_category(tiny: Tiny) -> None:
    found = influences(tiny.assess(), "recycled", "imported", draws=64)
    assert list(dict.fromkeys(item.method for item in found)) == ["climate", "acidification"]
    for _, group in itertools.groupby(found, lambda item: item.method):
        totals = [item.total for item in group]
        assert totals == sorted(totals, reverse=True)


def test_every_uncertain_quantity_has_an_index_and_a_title(tiny: Tiny) -> None:
    found = by_group(influences(tiny.assess(), "local", "imported", draws=32))
    assert {"steel", "coal", "coal_plant", "hydro", "electricity@POL:2020", "foreground frame"} <= set(found)
    titles = {name: found[name].title for name in ("coal_plant", "foreground frame", "electricity@POL:2020")}
    assert titles == {
        "coal_plant": "Coal power", "foreground frame": "frame (product file)",
        "electricity@POL:2020": "electricity of POL, 2020",
    }  # fmt: skip
    assert all(math.isfinite(item.confidence) for item in found.values())


def test_the_same_seed_gives_the_same_indices(tiny: Tiny) -> None:
    first, again, other = (influences(tiny.assess(), "local", "imported", 64, seed) for seed in (5, 5, 6))
    assert first == again
    assert first != other


def test_identical_scenarios_have_no_influences(tiny: Tiny) -> None:
    assert influences(tiny.assess(tiny.product("local:site=POL")), "local", "imported", draws=32) == ()
    assert influences(tiny.assess(), "imported", "imported", draws=32) == ()


def test_a_category_without_any_difference_is_left_out(tiny: Tiny) -> None:
    """A longer road changes the climate; neither lorry nor ship emits SO2."""
    product = tiny.product("local:site=POL", "local:chair out.mode=truck_articulated", "local:chair out.distance=3000")
    found = influences(tiny.assess(product), "local", "imported", draws=32)
    assert {item.method for item in found} == {"climate"}


def test_a_category_that_is_not_declared_is_left_out(tiny: Tiny) -> None:
    flow = OwnFlow(
        name="epd_steel", title="EPD", unit="kg", source="own: EPD", kind="material", declared={"climate": 2.0}
    )
    product: Product = with_row(tiny.product(), "local", "frame", flow="epd_steel")
    found = influences(tiny.assess(product.model_copy(update={"flows": (flow,)})), "local", "imported", draws=32)
    assert {item.method for item in found} == {"climate"}
    assert "own:epd_steel" in {item.group for item in found}


def test_progress_runs_to_the_end(tiny: Tiny) -> None:
    told: list[float] = []
    found = influences(tiny.assess(), "local", "imported", draws=16, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) == len(by_group(found)) + 2


def test_no_warning_reaches_the_user(tiny: Tiny, recwarn: pytest.WarningsRecorder) -> None:
    influences(tiny.assess(), "local", "imported", draws=8)
    assert [str(warning.message) for warning in recwarn] == []


@pytest.mark.parametrize("names", [("lcal", "imported"), ("imported", "lcal")])
def test_an_unknown_scenario(tiny: Tiny, names: tuple[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        influences(tiny.assess(), *names)
    assert str(caught.value) == (
        "scenario: 'chair' has no scenario 'lcal'. Nearest: local. "
        "It has: imported, local, recycled, solar_roof, old_grid, sturdy."
    )
