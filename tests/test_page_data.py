"""The page Data: flows to search, a flow down to its rows, grids, coverage, sources and what is missing."""

from __future__ import annotations

from page_support import SECONDS, shown
from streamlit.testing.v1 import AppTest

from localca import data_tables, impact_methods, lookup
from localca.background import OpenBackground
from localca.pages import data_parts
from localca.wording import GRID_FIXED, plain


def opened(**address: str) -> AppTest:
    app = AppTest.from_string("from localca.pages import data\ndata.page()", default_timeout=SECONDS)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def test_the_first_view_lists_flows_with_badges_and_weaknesses(background: OpenBackground) -> None:
    text = shown(opened())
    assert f"{len(background.tables.activities)} flows" in text
    assert data_tables.SWAPPABLE in text
    assert "quality: " in text
    assert "Weakness: " in text


def test_words_and_kind_narrow_the_list() -> None:
    app = opened()
    app.text_input(key="data:search").set_value("hdpe recycled").run()
    assert plain("HDPE pellet, recycled post-consumer") in shown(app)
    app.selectbox(key="data:kind").set_value("process").run()
    assert "No flow has these words" in shown(app)


def test_a_search_without_an_answer_names_the_nearest() -> None:
    app = opened()
    app.text_input(key="data:search").set_value("aluminum_primry").run()
    assert plain("aluminium_primary") in shown(app)


def test_pages_hold_every_flow_once(background: OpenBackground) -> None:
    app, keys = opened(), []
    pages = int(app.number_input[0].max)
    for number in range(1, pages + 1):
        app.number_input[0].set_value(number).run()
        keys += [item.key for item in app.button]
    assert sorted(keys) == sorted(f"data:open:{name}" for name in background.tables.activities)


def test_a_flow_opens_with_its_score_breakdown_rows_and_sources(background: OpenBackground) -> None:
    app = opened()
    app.text_input(key="data:search").set_value("hdpe recycled").run()
    app.button(key="data:open:hdpe_recycled").click().run()
    text = shown(app)
    assert app.query_params["flow"] == "hdpe_recycled"
    assert app.selectbox(key=data_parts.FLOW).value == "hdpe_recycled"
    assert len(app.table) == 4
    assert len(app.table[3].value) == len(lookup.numbers(background, "hdpe_recycled"))
    assert "**Their sources**" in text
    assert "Key " in text


def test_another_place_gives_another_number() -> None:
    scores = [
        opened(view="One flow", flow="aluminium_primary", place=place).table[0].value.iloc[0]["Score of one unit"]
        for place in ("ISL", "CHN")
    ]
    assert len(set(scores)) == 2


def test_a_flow_whose_grid_is_fixed_says_so(background: OpenBackground) -> None:
    fixed = next(
        item.id for item in background.tables.activities.values() if item.kind == "material" and not item.swappable
    )
    assert GRID_FIXED in shown(opened(view="One flow", flow=fixed))


def test_grids_are_searched_by_place_and_source() -> None:
    app = opened(view="Grids")
    app.text_input(key="data:grids").set_value("Jamaica 2005").run()
    assert app.table[0].value.iloc[0]["Code"] == "JAM"


def test_coverage_has_a_row_per_flow_and_a_column_per_category(background: OpenBackground) -> None:
    rows = data_tables.coverage_rows(background, tuple(impact_methods.choose(None)))
    assert len(rows) == len(background.tables.activities)
    assert "Climate change" in rows[0]
    assert opened(view="Coverage").table


def test_sources_have_licences(background: OpenBackground) -> None:
    app = opened(view="Sources")
    assert f"{len(background.tables.sources)} sources" in shown(app)
    assert shown(app).count("Licence: ") == data_parts.ROWS


def test_what_is_missing_is_said() -> None:
    assert "Nothing below is in the tables" in shown(opened(view="What is missing"))


def test_an_address_that_names_nothing_known_is_ignored() -> None:
    app = opened(view="One flow", flow="<b>", place="../..")
    assert app.query_params["flow"] == "hdpe_virgin"
    assert app.query_params["place"] == "JAM"


def test_rows_are_found_by_every_word() -> None:
    rows = [{"a": "Hydro Norway"}, {"a": "Hydro Iceland"}]
    assert data_tables.matching(rows, "hydro ice") == [rows[1]]
    assert data_tables.matching(rows, "") == rows
