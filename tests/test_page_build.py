"""The page Build, run by Streamlit's own test harness: empty, filled, acting, wrong."""

from __future__ import annotations

from gettext import NullTranslations
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from localca import draft_files, drafts, language, session, spreadsheets
from localca.pages import build_draft
from localca.product import Product
from localca.product_file import dump, from_dict, parse
from localca.wording import plain

SECONDS = 60
RESIN = "raw_materials/raw_materials:1"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOCALCA_CACHE", str(tmp_path))


class Bracketed(NullTranslations):
    """A language in which every message stands in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"


def script() -> None:
    import streamlit as st

    from localca.pages import build, compare

    st.navigation([st.Page(build.page, title="Build", url_path="build", default=True),
                   st.Page(compare.page, title="Compare", url_path="compare")]).run()  # fmt: skip


def opened(**address: str) -> AppTest:
    app = AppTest.from_function(script, default_timeout=SECONDS)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def blank() -> AppTest:
    return opened().button(key="build:start:blank").click().run()


def bag_draft() -> AppTest:
    app = opened()
    app.selectbox(key="build:start:example").set_value("carrier-bag")
    app.run()
    return app.button(key="build:start:from").click().run()


def tab(app: AppTest, name: str) -> AppTest:
    app.session_state["build_tab"] = name
    return app.run()


def shown(app: AppTest) -> str:
    assert not app.exception
    kinds = (app.title, app.header, app.markdown, app.info, app.error, app.warning)
    return "\n".join(str(item.value) for kind in kinds for item in kind)


def key(app: AppTest, path: str) -> str:
    return f"build:{app.session_state[build_draft.STATE].epoch}:{path}"


def draft(app: AppTest) -> drafts.Data:
    data: drafts.Data = app.session_state[build_draft.STATE].history.present
    return data


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def test_the_empty_page_offers_three_ways_to_begin() -> None:
    app = opened()
    text = shown(app)
    for words in ("From nothing", "From an example", "From a file"):
        assert words in text
    assert [item.label for item in app.download_button] == ["Empty Excel template"]
    assert "draft" not in app.query_params


def test_a_blank_draft_says_what_is_missing_and_every_tab_teaches() -> None:
    app = blank()
    text = shown(app)
    assert "Still missing" in text
    assert "name of the product" in text
    assert ":red[" not in text
    assert app.button(key="build:compare").disabled
    for name, teach in (("Raw materials", "No raw material yet."), ("Production", "No production step yet."),
                        ("Transport", "No journey yet."), ("Scenarios", "No scenario yet."),
                        ("Own flows", "No flow of my own yet."),
                        ("Electricity", "of the production steps")):  # fmt: skip
        assert teach in shown(tab(app, name)), name


@pytest.mark.parametrize("name", ["Raw materials", "Production", "Own flows"])
def test_an_example_is_one_click_away(name: str) -> None:
    app = tab(blank(), name)
    table = {"Raw materials": "raw_materials", "Production": "production", "Own flows": "flows"}[name]
    app.button(key=f"build:example:{table}").click().run()
    assert "an example, replace it" in str(draft(app)[table])
    assert ":red[" not in shown(app)


def test_a_filled_page_shows_the_totals_of_every_scenario(bag: Product) -> None:
    app = bag_draft()
    text = shown(app)
    assert app.title[0].value == plain(bag.product.title)
    for scenario in bag.scenarios:
        assert plain(scenario.title) in text
    assert "reference" in text
    assert not app.button(key="build:compare").disabled
    for name in ("Raw materials", "Production", "Electricity", "Transport", "Scenarios", "Own flows"):
        assert ":red[" not in shown(tab(app, name))


def test_every_input_has_a_label() -> None:
    app = bag_draft()
    for name in ("Product", "Raw materials", "Production", "Electricity", "Transport", "Scenarios"):
        tab(app, name)
        inputs = [*app.text_input, *app.number_input, *app.selectbox, *app.multiselect, *app.text_area, *app.checkbox]
        assert inputs
        assert all(item.label for item in inputs)


def test_typing_changes_the_totals_and_can_be_undone_and_redone() -> None:
    app = tab(bag_draft(), "Raw materials")
    before = shown(app)
    app.number_input(key=key(app, f"{RESIN}/amount")).set_value(8.0).run()
    after = shown(app)
    assert after != before
    app.button(key="build:undo").click().run()
    assert app.number_input(key=key(app, f"{RESIN}/amount")).value == 7.0
    assert shown(app) == before
    app.button(key="build:redo").click().run()
    assert app.number_input(key=key(app, f"{RESIN}/amount")).value == 8.0
    assert shown(app) == after


def test_a_wrong_number_is_told_beside_its_field() -> None:
    app = tab(bag_draft(), "Raw materials")
    app.number_input(key=key(app, f"{RESIN}/amount")).set_value(-1.0).run()
    text = shown(app)
    assert plain("must be above 0") in text
    assert "To mend" in text
    assert app.button(key="build:compare").disabled


def test_an_unknown_flow_offers_the_nearest_and_a_flow_of_ones_own(bag_text: str) -> None:
    app = opened()
    wrong = bag_text.replace('flow = "hdpe_virgin"', 'flow = "hdpe_virgine"').encode()
    tab(app.file_uploader(key="build:start:build_file").set_value(("mine.toml", wrong, "")).run(), "Raw materials")
    path = f"{RESIN}/flow"
    assert plain("'hdpe_virgine' is no flow of the open background") in shown(app)
    app.button(key=f"{key(app, path)}:own").click().run()
    assert draft(app)["flows"][0]["title"] == "hdpe_virgine"
    assert draft(app)["raw_materials"][0]["flow"] == draft(app)["flows"][0]["#"]
    app.button(key="build:undo").click().run()
    app.button(key=f"{key(app, path)}:use:hdpe_virgin").click().run()
    assert draft(app)["raw_materials"][0]["flow"] == "hdpe_virgin"
    assert ":red[" not in shown(app)


def test_another_unit_is_shown_in_the_unit_of_the_flow() -> None:
    app = tab(bag_draft(), "Raw materials")
    app.number_input(key=key(app, f"{RESIN}/amount")).set_value(7000.0).run()
    app.selectbox(key=key(app, f"{RESIN}/unit")).set_value("g").run()
    assert plain("= 7.00 kg, the unit of the flow") in shown(app)


def test_words_of_ones_own_become_a_source() -> None:
    app = tab(bag_draft(), "Raw materials")
    app.text_input(key=key(app, f"{RESIN}/source")).set_value("kitchen scale").run()
    assert draft(app)["raw_materials"][0]["source"] == "own: kitchen scale"
    app.text_input(key=key(app, f"{RESIN}/source")).set_value("no_such_key").run()
    assert plain("there is no source 'no_such_key'") in shown(app)


def test_a_scenario_changes_a_field_and_takes_it_back() -> None:
    app = tab(bag_draft(), "Scenarios")
    scenario = "scenarios:5"
    of = f"build:{app.session_state[build_draft.STATE].epoch}:change:{scenario}"
    app.selectbox(key=f"{of}:of").set_value("raw_materials:1").run()
    app.button(key=f"{of}:do").click().run()
    path = f"scenarios/{scenario}/overrides/raw_materials:1/origin"
    app.selectbox(key=key(app, path)).set_value("MEX").run()
    table = app.table[0].value
    cells = table.iloc[:, 1].tolist()
    assert any("✎ Mexico" in str(cell) for cell in cells)
    app.button(key=f"build:back:{path}").click().run()
    assert "overrides" not in drafts.to_raw(draft(app))["scenarios"][0]


def test_another_reference() -> None:
    app = tab(bag_draft(), "Scenarios")
    app.selectbox(key=f"build:{app.session_state[build_draft.STATE].epoch}:reference:6").set_value("scenarios:8").run()
    raw = drafts.to_raw(draft(app))
    assert [row["name"] for row in raw["scenarios"] if row.get("reference")] == ["local_recycled"]


def test_journeys_are_proposed_and_can_be_turned_into_legs() -> None:
    app = tab(bag_draft(), "Transport")
    totals = [item.value for item in app.markdown if "**" in item.value and "gray" in item.value]
    app.button(key="build:explicit:transport:4").click().run()
    assert all(row.get("distance") for row in draft(app)["transport"][1:])
    assert [item.value for item in app.markdown if "**" in item.value and "gray" in item.value] == totals
    app.button(key="build:undo").click().run()
    assert len(draft(app)["transport"]) == 2


def test_a_route_that_cannot_be_written_out_says_why(bag: Product) -> None:
    app = bag_draft()
    tab(app, "Scenarios")
    path = "scenarios/scenarios:8/overrides/raw_materials:1/recycled_share"
    app.number_input(key=key(app, path)).set_value(50.0).run()
    tab(app, "Transport")
    app.button(key="build:explicit:transport:3").click().run()
    assert "come from two places" in shown(app)
    assert len(draft(app)["transport"]) == 2


def test_own_shares_begin_with_the_mix_of_the_country() -> None:
    app = tab(bag_draft(), "Electricity")
    app.selectbox(key=key(app, "electricity/mix")).set_value("own").run()
    assert sum(draft(app)["electricity"]["mix"].values()) == pytest.approx(1.0)
    assert "together 100" in shown(app)
    name = next(iter(draft(app)["electricity"]["mix"]))
    app.button(key=f"{key(app, f'electricity/mix/{name}')}:drop").click().run()
    assert plain("sum") in shown(app)


def test_open_on_compare_hands_the_product_over() -> None:
    app = bag_draft()
    app.text_input(key=key(app, "product/title")).set_value("My own bags").run()
    app.button(key="build:compare").click().run()
    name, data = app.session_state[session.UPLOAD]
    assert name == "carrier-bag.toml"
    assert parse(data.decode()).product.title == "My own bags"
    assert app.session_state[session.ORIGIN] == session.OWN
    assert app.title[0].value == "My own bags"


@pytest.mark.parametrize("ending", ["toml", "xlsx", "csv"])
def test_a_file_opens_in_the_editor(bag: Product, ending: str) -> None:
    raw = drafts.to_raw(drafts.of_product(bag))
    data = {"toml": dump(bag).encode(), "xlsx": spreadsheets.write_workbook(raw),
            "csv": spreadsheets.write_csv(raw).encode()}[ending]  # fmt: skip
    app = opened()
    app.file_uploader(key="build:start:build_file").set_value((f"mine.{ending}", data, "")).run()
    assert app.title[0].value == plain(bag.product.title)
    assert drafts.to_raw(draft(app)) == raw


def test_a_wrong_file_is_a_message() -> None:
    app = opened()
    app.file_uploader(key="build:start:build_file").set_value(("mine.toml", b"product = [", "")).run()
    assert "This file cannot be opened" in shown(app)
    assert "Start blank" in labels(app)


def test_a_draft_outlives_its_session_and_is_not_shared() -> None:
    app = blank()
    app.text_input(key=key(app, "product/title")).set_value("Stool").run()
    address = app.query_params["draft"]
    again = opened(draft=address if isinstance(address, str) else address[0])
    assert again.title[0].value == "Stool"
    again.text_input(key=key(again, "product/title")).set_value("Their stool").run()
    app.text_input(key=key(app, "product/title")).set_value("My stool").run()
    assert app.query_params["draft"] != again.query_params["draft"]
    assert (draft(app)["product"]["title"], draft(again)["product"]["title"]) == ("My stool", "Their stool")


def test_an_address_whose_draft_is_gone_says_so() -> None:
    app = opened(draft=draft_files.new_key())
    assert "no longer kept here" in shown(app)
    assert "Start blank" in labels(app)


def test_no_copy_is_kept_when_none_is_wanted() -> None:
    app = bag_draft()
    app.toggle(key=build_draft.KEEP).set_value(False).run()
    assert list(draft_files.folder().iterdir()) == []
    assert "draft" not in app.query_params
    app.text_input(key=key(app, "product/title")).set_value("Secret").run()
    assert list(draft_files.folder().iterdir()) == []


def test_user_text_shows_as_plain_text() -> None:
    nasty = "**B** [x](http://e.example) ![i](http://e.example/i.png) $x^2$ :smile:"
    app = bag_draft()
    app.text_input(key=key(app, "product/title")).set_value(nasty).run()
    tab(app, "Raw materials")
    app.text_input(key=key(app, f"{RESIN}/name")).set_value("**bold** [x] $y$").run()
    tab(app, "Scenarios")
    app.text_input(key=key(app, "scenarios/scenarios:5/title")).set_value(nasty).run()
    for name in ("Scenarios", "Transport", "Raw materials"):
        text = shown(tab(app, name))
        assert nasty not in text
        assert "**bold** [x]" not in text
    assert app.title[0].value == plain(nasty)


def test_starting_again_can_be_undone() -> None:
    app = bag_draft()
    app.button(key="build:again:blank").click().run()
    assert app.title[0].value == "A new product"
    app.button(key="build:undo").click().run()
    assert app.title[0].value == "HDPE carrier bags"


def test_the_page_speaks_another_language_and_saves_the_same_file(
    monkeypatch: pytest.MonkeyPatch, bag: Product
) -> None:
    raw = drafts.to_raw(drafts.of_product(bag))
    files = spreadsheets.write_csv(raw), dump(bag)
    monkeypatch.setattr(language, "languages", lambda: ("en", "xx"))
    monkeypatch.setattr(language, "translations", lambda code: Bracketed() if code == "xx" else NullTranslations())
    monkeypatch.setattr(language, "_sources", [lambda: "xx"])
    app = bag_draft()
    assert app.title[0].value == plain(f"⟦{bag.product.title}⟧")
    assert all(button.label.startswith("⟦") for button in app.button)
    for name in ("Raw materials", "Production", "Electricity", "Transport", "Scenarios", "Own flows"):
        assert ":red[" not in shown(tab(app, f"⟦{name}⟧"))
        assert all(item.label.startswith("⟦") for item in (*app.number_input, *app.text_input, *app.button))
    with language.spoken("xx"):
        assert (spreadsheets.write_csv(raw), dump(bag)) == files
        assert from_dict(spreadsheets.read_csv(files[0].encode())) == bag
        assert from_dict(spreadsheets.read_workbook(spreadsheets.write_workbook(raw))) == bag
