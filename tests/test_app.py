"""The page Compare, run by Streamlit's own test harness: empty, filled, acting, wrong."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from localca import session
from localca.api import Result
from localca.break_even import break_evens
from localca.errors import InputError
from localca.product import Product
from localca.wording import amount, percent, plain

SECONDS = 60


def opened(**address: str) -> AppTest:
    app = AppTest.from_string("from localca.pages import compare\ncompare.page()", default_timeout=SECONDS)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def shown(app: AppTest) -> str:
    assert not app.exception
    kinds = (app.title, app.header, app.markdown, app.info, app.error, app.warning)
    return "\n".join(str(item.value) for kind in kinds for item in kind)


def uploaded(name: str, data: bytes) -> AppTest:
    app = opened()
    app.segmented_control(key="origin:shown").set_value(session.OWN).run()
    app.file_uploader(key=session.FILE).set_value((name, data, "application/toml")).run()
    return app


def untick_all(app: AppTest) -> AppTest:
    for box in list(app.checkbox):
        box.uncheck()
    return app.run()


def test_filled_page_says_the_verdict_of_every_scenario_first(bag: Product, bag_result: Result) -> None:
    app = opened()
    text = shown(app)
    assert app.title[0].value == plain(bag.product.title)
    assert plain(str(bag.product.functional_unit)) in text
    assert "not a comparative assertion under ISO 14044" in text
    headings = [item.value for item in app.header]
    cards = [item for item in bag_result.comparisons if item.method == "climate"]
    assert len(cards) == len(bag.scenarios) - 1
    for card, heading in zip(cards, headings, strict=False):
        assert card.verdict.capitalize() in heading
        assert plain(percent(card.relative)) in heading
        assert plain(card.why) in text


def test_filled_page_has_figures_tables_differences_and_sources() -> None:
    app = opened()
    text = shown(app)
    assert len(app.get("plotly_chart")) == 5, "stages, the difference, and the first three that would turn it"
    assert len(app.table) == 4
    for heading in ("Do the categories agree?", "Where the impact arises", "What makes the difference",
                    "What differs between the two", "Every flow and its source"):  # fmt: skip
        assert heading in text
    assert "Sources: [" in text
    assert "exact place" in text
    assert [item.label for item in app.download_button] == [
        "Download all categories (CSV)",
        "Download these flows (CSV)",
        "Save the question (file)",
    ]


def test_what_would_turn_the_answer_is_said_in_short_and_leads_on(bag_result: Result) -> None:
    app = opened()
    text = shown(app)
    assessment = bag_result.assessment
    scenario = next(name for name in assessment.scenarios if name != assessment.reference)
    grid = next(item for item in break_evens(assessment, scenario, assessment.reference, ["grid"])
                if item.method == "climate")  # fmt: skip
    assert grid.value is not None
    assert "What would turn the answer" in text
    assert amount(grid.value) in text.replace("\\", "")
    assert "Every cause, turn and lever" in [button.label for button in app.button]


def test_the_difference_is_split_by_stage_or_by_cause() -> None:
    app = opened()
    app.segmented_control(key="split:shown").set_value("cause").run()
    assert "Shapley values" in shown(app)
    assert [item.label for item in app.expander if item.label == "The causes as a table"]


def test_no_scenario_says_what_to_do() -> None:
    app = untick_all(opened())
    assert "Choose at least one scenario" in shown(app)
    assert not app.get("plotly_chart")


def test_own_product_without_a_file_says_what_to_do() -> None:
    app = opened()
    app.segmented_control(key="origin:shown").set_value(session.OWN).run()
    assert "No product file yet" in shown(app)
    assert [item.label for item in app.download_button] == ["Download an example to edit"]


def test_another_category_gives_its_own_verdict_and_says_why_it_is_partial(bag_result: Result) -> None:
    app = opened()
    app.selectbox(key="category").set_value("particulate_matter").run()
    text = shown(app)
    method = next(item for item in bag_result.assessment.methods if item.id == "particulate_matter")
    assert plain(method.reason) in text
    assert plain(bag_result.comparison("local_recycled", "particulate_matter").why) in text
    assert app.query_params["category"] == "particulate_matter"


def test_another_reference_leaves_itself_out_of_the_scenarios() -> None:
    app = opened()
    app.selectbox(key="shipped:carrier-bag:reference").set_value("local_recycled").run()
    labels = [item.label for item in app.checkbox]
    assert plain("Made in Jamaica, recycled resin") not in labels
    assert plain("Imported from the USA") in labels
    assert app.query_params["reference"] == "local_recycled"
    assert "“Made in Jamaica, recycled resin”" in shown(app)


def test_fewer_scenarios_give_fewer_cards_and_stay_in_the_address() -> None:
    app = untick_all(opened())
    app.checkbox(key="shipped:carrier-bag:imported_usa:local_recycled").check().run()
    assert "is lower than “Imported from the USA”" in shown(app)
    assert app.query_params["scenarios"] == "local_recycled"


def test_allocation_changes_the_recycled_scenario(bag: Product) -> None:
    cutoff = shown(opened())
    app = opened()
    app.radio(key="allocation").set_value("cff").run()
    assert shown(app) != cutoff
    assert app.query_params["allocation"] == "cff"


def test_the_address_restores_the_view() -> None:
    app = opened(
        product="carrier-bag", reference="imported_china", category="acidification", scenarios="local_recycled"
    )
    assert app.selectbox(key="category").value == "acidification"
    assert app.selectbox(key="shipped:carrier-bag:reference").value == "imported_china"
    assert [item.value for item in app.checkbox].count(True) == 1


def test_an_address_that_names_nothing_known_is_ignored() -> None:
    app = opened(product="../../etc/passwd", reference="<b>", category="none", scenarios="nowhere")
    assert app.selectbox(key="category").value == "climate"
    assert all(item.value for item in app.checkbox)
    assert app.query_params["product"] == "carrier-bag"


def test_unchanged_choices_compute_once(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    compare = session.api.compare

    def counted(product: Product, *rest: object, **choices: object) -> Result:
        calls.append(product.product.id)
        return compare(product, *rest, **choices)  # type: ignore[arg-type]

    monkeypatch.setattr(session.api, "compare", counted)
    app = opened()
    app.selectbox(key="category").set_value("acidification").run()
    assert calls == ["carrier-bag"]
    app.radio(key="allocation").set_value("cff").run()
    assert len(calls) == 2


def test_own_product_is_compared(bag_text: str) -> None:
    app = uploaded("mine.toml", bag_text.replace('title = "HDPE carrier bags"', 'title = "My bags"').encode())
    assert app.title[0].value == "My bags"
    assert "Sources: [" in shown(app)
    assert "product" not in app.query_params


def test_user_text_shows_as_plain_text(bag_text: str) -> None:
    nasty = "**B** [x](http://e.example) ![i](http://e.example/i.png) $x^2$ :smile:"
    app = uploaded("mine.toml", bag_text.replace('title = "HDPE carrier bags"', f'title = "{nasty}"').encode())
    assert app.title[0].value == plain(nasty)
    assert nasty not in shown(app)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"product = [", "this is not valid TOML"),
        (b"\xff\xfe\x00", "this is not a text file in UTF-8"),
        (b"#" * 1_000_001, "the file has 1.0 MB; a product file has at most 1 MB"),
        (b"[product]\nid = 'x'\n", "without it no verdict"),
    ],
)
def test_a_wrong_file_is_a_message(data: bytes, said: str) -> None:
    app = uploaded("wrong.toml", data)
    text = shown(app)
    assert "This file cannot be used" in text
    assert plain(said) in text
    assert "wrong\\.toml" in text


def test_a_product_that_cannot_be_assessed_is_a_message_with_the_nearest_names(bag_text: str) -> None:
    app = uploaded("mine.toml", bag_text.replace('flow = "hdpe_virgin"', 'flow = "hdpe_virgine"').encode())
    text = shown(app)
    assert "This product cannot be assessed" in text
    assert plain("hdpe_virgin") in text
    assert "**What to do:**" in text


def test_sessions_share_no_results() -> None:
    first, second = opened(category="acidification"), opened()
    assert second.selectbox(key="category").value == "climate"
    assert first.session_state[session.RESULTS] is not second.session_state[session.RESULTS]


def test_an_upload_error_names_the_file() -> None:
    with pytest.raises(InputError) as caught:
        session.read_upload("big.toml", b"#" * 2_000_000)
    assert str(caught.value) == (
        "big.toml: the file has 2.0 MB; a product file has at most 1 MB. Check that this is the right file."
    )


def test_an_upload_survives_a_reload_by_its_address(bag_text: str) -> None:
    text = bag_text.replace('title = "HDPE carrier bags"', 'title = "My bags"')
    first = uploaded("mine.toml", text.encode())
    key = first.query_params[session.MINE]
    assert "product" not in first.query_params
    again = opened(**{session.MINE: key})
    assert again.title[0].value == "My bags"
    assert again.session_state[session.ORIGIN] == session.OWN
    assert again.query_params[session.MINE] == key


def test_an_upload_that_is_no_longer_kept_says_so_and_the_examples_are_still_there(bag_text: str) -> None:
    app = opened(**{session.MINE: "A" * 22})
    assert "no longer kept here" in shown(app)
    app.segmented_control(key="origin:shown").set_value(session.SHIPPED).run()
    assert app.title[0].value == "HDPE carrier bags"
    assert session.MINE not in app.query_params


def test_a_removed_upload_leaves_the_address(bag_text: str) -> None:
    app = uploaded("mine.toml", bag_text.encode())
    app.file_uploader(key=session.FILE).set_value(None).run()
    assert "No product file yet" in shown(app)
    assert session.MINE not in app.query_params
