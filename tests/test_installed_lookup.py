"""Flows, scores and grids of a user's own database, against the table worked out by hand in installed_support."""

from __future__ import annotations

import installed_support as support
import pytest

from localca import api, impact_methods, installed_lookup, lookup
from localca.errors import InputError
from localca.installed import InstalledBackground
from localca.links import Electricity, Link, Links

METHODS = impact_methods.choose(["climate", "acidification"])


def opened(links: Links) -> InstalledBackground:
    support.build()
    return InstalledBackground(support.PROJECT, support.DATABASE, links, api.open_background())


@pytest.fixture(scope="module")
def eco() -> InstalledBackground:
    return opened(support.LINKS)


@pytest.fixture(scope="module")
def mixed() -> InstalledBackground:
    return opened(support.LINKS.model_copy(update={"unlinked": "open"}))


def rows(background: InstalledBackground, place: str, search: str = "") -> dict[str, dict[str, object]]:
    return {row["name"] or row["activity"]: row for row in installed_lookup.flows(background, place, search).rows}


def test_linked_flows_with_what_stands_behind_them(eco: InstalledBackground) -> None:
    found = rows(eco, "POL")
    assert list(found) == ["electricity", *support.LINKS.flows]
    resin = {
        key: found["hdpe_virgin"][key] for key in ("activity", "product", "location", "unit", "match", "swappable")
    }
    assert resin == {"activity": support.RESIN, "product": "polyethylene", "location": "PL", "unit": "kg",
                     "match": "exact", "swappable": True}  # fmt: skip
    assert found["hdpe_virgin"]["kwh"] == pytest.approx(0.4, rel=1e-6)
    assert rows(eco, "JAM")["hdpe_virgin"]["location"] == "RoW"
    assert (found["electricity"]["activity"], found["electricity"]["location"]) == (support.LOW, "PL")


def test_words_find_activities_that_are_not_linked(eco: InstalledBackground, mixed: InstalledBackground) -> None:
    found = installed_lookup.flows(eco, "JAM", "POLYETHYLENE granulate").rows
    assert [(row["name"], row["location"], row["match"]) for row in found] == [
        ("hdpe_virgin", "RoW", "fallback"), ("", "GLO", "not linked"), ("", "PL", "not linked"),
    ]  # fmt: skip
    assert found[2]["kwh"] == pytest.approx(0.4, rel=1e-6)
    assert {row["product"] for row in installed_lookup.flows(eco, "JAM", "steel").rows} == {
        "steel, hot rolled", "steel, cold rolled",
    }  # fmt: skip
    assert not rows(eco, "JAM", "gold")
    assert rows(mixed, "JAM", "hdpe recycled")["hdpe_recycled"]["match"] == "open database"
    assert "hdpe_recycled" not in rows(eco, "JAM", "hdpe recycled")


def test_too_many_activities_are_counted(eco: InstalledBackground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installed_lookup, "SHOWN", 2)
    found = installed_lookup.flows(eco, "JAM", "market electricity")
    assert (len(found.rows), found.left_out) == (3, 3)


def test_wrong_links_are_all_told_and_the_others_listed() -> None:
    links = Links(flows={"truck_articulated": support.LINKS.flows["truck_articulated"], "hdpe_virgin": Link(name="x"),
                         "my_steel": Link(name="steel production")})  # fmt: skip
    found = installed_lookup.flows(opened(links), "USA")
    assert [row["name"] for row in found.rows] == ["truck_articulated"]
    assert [problem.where for problem in found.problems] == ["links, hdpe_virgin", "links, my_steel"]
    assert "exactly one is needed" in found.problems[1].what
    with pytest.raises(InputError, match="'QQQ' is not a country code"):
        installed_lookup.flows(opened(links), "QQQ")


def test_a_score_and_its_parts(eco: InstalledBackground) -> None:
    """E(JAM) = 1.5 + 0.4 * 0.505: 0.4 kWh of low voltage at 0.53025, the rest is the residual."""
    found = lookup.score(eco, "hdpe_virgin", "JAM", METHODS)
    assert found["scores"]["climate"]["score"] == pytest.approx(1.702, rel=1e-6)
    parts = {item["part"]: item for item in found["parts"]}
    assert list(parts) == ["residual", "electricity"]
    assert parts["electricity"]["amount"] == pytest.approx(0.4, rel=1e-6)
    assert parts["electricity"]["scores"]["climate"] == pytest.approx(0.4 * 0.53025, rel=1e-6)
    assert parts["residual"]["scores"]["climate"] == pytest.approx(1.702 - 0.4 * 0.53025, rel=1e-6)
    assert (found["match"], found["unit"], found["sources"]) == ("fallback", "kg", [eco.name])


def test_a_linked_flow_that_only_the_user_has() -> None:
    """Its unit is that of the linked activity, for there is no other."""
    flows = {"my_steel": Link(name="steel production", product="steel, hot rolled"),
             "my_heat": Link(name="heat production, heat pump")}  # fmt: skip
    links = Links(electricity=support.LINKS.electricity, flows=flows)
    own = opened(links)
    steel, heat = (lookup.score(own, name, "USA", METHODS[:1]) for name in links.flows)
    assert (steel["unit"], steel["scores"]["climate"]["score"]) == ("kg", pytest.approx(2.0, rel=1e-6))
    assert (heat["unit"], heat["scores"]["climate"]["score"]) == ("MJ", pytest.approx(0.1, rel=1e-6))
    with pytest.raises(InputError, match="'my_stel' is linked to no activity"):
        lookup.score(own, "my_stel", "USA", METHODS)


@pytest.mark.parametrize(("place", "climate", "location"), [("USA", 1.05, "US"), ("JAM", 0.53025, "JM")])
def test_the_market_of_a_country(eco: InstalledBackground, place: str, climate: float, location: str) -> None:
    found = installed_lookup.grid(eco, place, METHODS)
    assert found["scores"]["climate"]["score"] == pytest.approx(climate, rel=1e-6)
    assert found["delivered_by"].endswith(f"({location}, kilowatt hour)")
    assert (found["mix"], found["loss"], found["year"], found["match"]) == ({}, None, None, "exact")
    assert {"place", "year", "mix", "loss", "scores", "sources"} <= set(found)


def test_a_country_without_a_market(eco: InstalledBackground, mixed: InstalledBackground) -> None:
    with pytest.raises(InputError, match="has no market of electricity in TTO"):
        installed_lookup.grid(eco, "TTO", METHODS)
    open_, stands_in = lookup.grid(eco.open, "TTO", METHODS), installed_lookup.grid(mixed, "TTO", METHODS)
    assert stands_in["scores"] == open_["scores"]
    assert stands_in["mix"] == open_["mix"]
    assert stands_in["notes"][0].startswith(f"no market in {mixed.name}: from the open database")


def test_a_grid_of_linked_technologies(eco: InstalledBackground) -> None:
    """Norway 2024 needs hydro, wind and gas: all linked to coal (1 per kWh), so that the score is 1 / (1 - loss)."""
    technologies = lookup.grid(eco.open, "NOR", METHODS)["mix"]
    coal = Link(name="electricity production, hard coal")
    links = Links(electricity=Electricity(name=support.LOW), flows=dict.fromkeys(technologies, coal))
    found = installed_lookup.grid(opened(links), "NOR", METHODS)
    assert found["mix"] == technologies
    assert found["match"] == "fallback"
    assert found["scores"]["climate"]["score"] == pytest.approx(1 / (1 - found["loss"]), rel=1e-6)
    shared = installed_lookup.grid(opened(links), "NOR", METHODS, shares={"hydro": 1.0})
    assert shared["scores"]["climate"]["score"] == pytest.approx(1 / (1 - shared["loss"]), rel=1e-6)
    assert shared["delivered_by"] == "your own mix"


def test_own_generation_stands_beside_the_market(mixed: InstalledBackground) -> None:
    """Half a roof: half of Jamaica's market (0.53025) and half of the open database's solar power, in production."""
    solar = lookup.score(mixed.open, "solar_pv", "JAM", METHODS)["scores"]["climate"]["score"]
    per_kwh = []
    for share in (0.0, 0.5):
        product = api.load("carrier-bag", [f"local_imported_resin:electricity.own_share={share}"])
        result = api.compare(product, scenarios=["local_imported_resin"], methods=["climate"], draws=16,
                             background=mixed)  # fmt: skip
        frame = result.frame
        made = frame[(frame.scenario == "local_imported_resin") & (frame.component == "electricity")
                     & (frame.stage == "electricity")]  # fmt: skip
        per_kwh.append(made["score"].sum() / made["amount"].sum())
    assert per_kwh == pytest.approx([0.53025, 0.5 * 0.53025 + 0.5 * solar], rel=1e-6)
