"""The page Where to make it, run by Streamlit's own test harness: empty, filled, acting, wrong."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from localca import api, session, siting_tables
from localca.locations import TODAY, Siting, site_everywhere
from localca.pages import where, where_map
from localca.places import SITE, place_name
from localca.product import Product
from localca.terminal import csv_text
from localca.wording import plain

SECONDS = 60


def _page() -> None:
    from localca.pages import where

    where.page()


def opened(**address: str) -> AppTest:
    app = AppTest.from_function(_page, default_timeout=SECONDS)
    for name, value in {"product": "carrier-bag", **address}.items():
        app.query_params[name] = value
    return app.run()


def shown(app: AppTest) -> str:
    assert not app.exception
    kinds = (app.title, app.header, app.markdown, app.info, app.error, app.warning)
    return "\n".join(str(item.value) for kind in kinds for item in kind)


def key(name: str) -> str:
    return f"where:shipped:carrier-bag:{name}"


@pytest.fixture(scope="module")
def siting(bag_result: api.Result) -> Siting:
    return sited(bag_result)


def sited(result: api.Result, **choices: Any) -> Siting:
    product = result.assessment.product
    return site_everywhere(result.assessment, where.home_scenario(product), product.reference, **choices)


def sentence(siting: Siting, method: str = "climate", category: str = "Climate change") -> str:
    return siting_tables.answer(siting, method, category, "kg CO2-Eq")


def test_scenarios_to_compare_are_not_asked_for_here() -> None:
    """They change nothing on this page, and what was ticked on another page stays."""
    app = opened(scenarios="local_recycled")
    assert not [box for box in app.checkbox if "local" in str(box.key)]
    assert app.query_params["scenarios"] == "local_recycled"


def test_the_filled_page_answers_before_the_map(siting: Siting) -> None:
    app = opened()
    text = shown(app)
    assert plain(sentence(siting)) in text
    assert text.index("Where would it best be made?") < text.index("All places, ranked")
    assert len(app.get("plotly_chart")) == 2
    assert [item.label for item in app.download_button] == ["Download the ranking (CSV)"]


def test_the_table_holds_the_best_today_and_the_market_and_on_demand_all(siting: Siting) -> None:
    app = opened()
    first = siting_tables.ranked(siting, "climate")[0]
    rows = app.table[-1].value
    assert first.name in rows.iloc[0, 1]
    assert any("supply" in str(name) for name in rows.iloc[:, 1])
    assert any(place_name(siting.market) in str(name) for name in rows.iloc[:, 1])
    app.toggle(key="where:all").set_value(True).run()
    assert len(app.table[-1].value) == len(siting.places) + 1


def test_own_product_without_a_file_says_what_to_do() -> None:
    app = opened()
    app.segmented_control(key="origin:shown").set_value(session.OWN).run()
    assert "No product file yet" in shown(app)
    assert not app.get("plotly_chart")


def test_another_market_and_other_materials_change_the_answer(bag_result: api.Result) -> None:
    app = opened()
    app.selectbox(key=key("market")).set_value("DEU").run()
    app.selectbox(key=key("materials")).set_value(SITE).run()
    assert plain(sentence(sited(bag_result, market="DEU", materials=SITE))) in shown(app)
    assert (app.query_params["market"], app.query_params["materials"]) == ("DEU", SITE)


def test_raw_materials_from_one_country(bag_result: api.Result) -> None:
    app = opened(materials="CHN")
    assert app.selectbox(key=key("materials country")).value == "CHN"
    assert plain(sentence(sited(bag_result, materials="CHN"))) in shown(app)


def test_another_category_ranks_anew(siting: Siting) -> None:
    app = opened(category="acidification")
    best = siting_tables.ranked(siting, "acidification")[0]
    assert plain(f"Best for acidification: {best.name}") in shown(app)


def test_a_place_picked_in_the_list_is_shown_beside_today_with_the_numbers_of_the_map(siting: Siting) -> None:
    app = opened()
    app.selectbox(key="where:place").set_value("DEU").run()
    text = shown(app)
    item = next(item for item in siting.places if item.place == "DEU")
    assert "Made in Germany" in text
    assert item.verdict["climate"].capitalize() in text
    assert app.query_params["place"] == "DEU"
    totals = app.table[0].value
    assert totals.iloc[1, -2] == plain(siting_tables.amount(item.scores["climate"]))


@pytest.mark.parametrize(
    ("points", "place"),
    [([{"customdata": "FRA"}], "FRA"), ([{"customdata": ["FRA"]}], "FRA"), ([], None), ([{"customdata": "<b>"}], None)],
)
def test_a_click_on_the_map_picks_a_country_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch, points: list[dict[str, Any]], place: str | None
) -> None:
    state: dict[str, Any] = {where_map.MAP: {"selection": {"points": points}}}
    monkeypatch.setattr(where_map.st, "session_state", state)
    where_map._pick_on_map()
    assert state.get(where_map.PICKED) == place


def test_the_address_restores_the_view_and_nonsense_in_it_is_ignored() -> None:
    app = opened(market="DEU", made="local_recycled", place="NOR")
    assert app.selectbox(key=key("market")).value == "DEU"
    assert app.selectbox(key=key("made")).value == "local_recycled"
    assert app.selectbox(key="where:place").value == "NOR"
    app = opened(market="<b>", made="../..", place="XXX", materials="nowhere")  # XXX is no country, by ISO 3166
    assert app.selectbox(key=key("market")).value == "JAM"
    assert not app.error


def test_unchanged_choices_compute_once_and_sessions_share_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def counted(*rest: Any, **choices: Any) -> Siting:
        calls.append(rest[1])
        return site_everywhere(*rest, **choices)

    monkeypatch.setattr(where, "site_everywhere", counted)
    app = opened()
    app.selectbox(key="category").set_value("acidification").run()
    app.toggle(key="where:all").set_value(True).run()
    assert len(calls) == 1
    opened()
    assert len(calls) == 2


def test_the_view_and_the_colours_can_be_chosen() -> None:
    app = opened()
    app.segmented_control(key="where:shade").set_value("regret").run()
    app.segmented_control(key="where:view").set_value("market").run()
    shown(app)
    figure = str(app.get("plotly_chart")[0].proto)
    assert "Regret: more than the best place" in figure


@pytest.mark.parametrize("place", ["CRI", "DEU", "JAM", "CHN"])
@pytest.mark.parametrize("materials", ["", SITE, "BRA"])
def test_one_place_closely_has_the_scores_and_verdict_of_the_ranking(
    bag: Product, bag_result: api.Result, place: str, materials: str
) -> None:
    ranking = sited(bag_result, materials=materials)
    item = next(item for item in ranking.places if item.place == place)
    product = siting_tables.beside_today(bag, ranking, place, materials)
    close = api.compare(product, TODAY)
    for method, score in item.scores.items():
        found = close.comparison(place.lower(), method)
        assert found.total == pytest.approx(score, rel=1e-9)
        assert found.p_lower == pytest.approx(item.p_lower[method])
        assert found.verdict == item.verdict[method]


def test_the_answer_counts_the_verdicts(siting: Siting) -> None:
    lower, even = (replace(siting.places[index], verdict={"climate": word}, scores={"climate": score})
                   for index, word, score in ((0, "lower", 8.0), (1, "too close to call", 10.0)))  # fmt: skip
    small = replace(siting, places=(even, lower), today={"climate": 10.0}, market="ATA")
    assert sentence(small) == (
        f"Best for climate change: {lower.name}, 20\N{NARROW NO-BREAK SPACE}% lower than today’s supply. "
        "Of 2 places, 1 is surely lower, 1 too close to call and 0 surely higher."
    )
    alone = replace(small, places=(even,))
    assert "the same as today’s supply, but too close to call" in sentence(alone)


def test_a_category_without_figures_is_not_drawn(siting: Siting) -> None:
    assert siting_tables.covered(siting, "climate")
    assert not siting_tables.covered(replace(siting, today={"climate": float("nan")}), "climate")
    assert not siting_tables.covered(replace(siting, places=()), "climate")


def test_the_file_holds_every_place_and_every_country_left_out(siting: Siting, bag_result: api.Result) -> None:
    units = dict(bag_result.assessment.units)
    rows = list(csv.DictReader(io.StringIO(csv_text(siting_tables.records(siting, units)))))
    ranks = [row for row in rows if not row["left_out"]]
    assert len(ranks) == len(units) * len(siting.places)
    left_out = [row for row in rows if row["left_out"]]
    assert {row["place"] for row in left_out} >= {"ATA", *siting.left_out}
    assert not {row["place"] for row in left_out} & {item.place for item in siting.places}


def test_the_page_is_in_the_navigation() -> None:
    text = (Path(__file__).resolve().parents[1] / "app.py").read_text(encoding="utf-8")
    assert "st.Page(where.page" in text
