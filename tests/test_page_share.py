"""Sharing on the page Compare: the link and the file that open the same question, and what they say when it changed."""

from __future__ import annotations

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from page_support import SECONDS, shown
from streamlit.testing.v1 import AppTest

from localca import api, session, share
from localca.api import Result
from localca.product_file import parse
from localca.wording import plain


def opened(**address: str) -> AppTest:
    app = AppTest.from_string("from localca.pages import compare\ncompare.page()", default_timeout=SECONDS)
    for name, value in address.items():
        app.query_params[name] = value
    return app.run()


def linked(app: AppTest) -> dict[str, str]:
    """The address of the link on the page."""
    return {name: value[0] for name, value in parse_qs(urlsplit(app.code[0].value).query).items()}


def own(bag_text: str) -> Result:
    product = parse(bag_text.replace('title = "HDPE carrier bags"', 'title = "My bags"'))
    return api.compare(product, "imported_china", ["imported_china", "local_recycled"], allocation="cff")


def told(app: AppTest) -> str:
    return shown(app) + str([item.value for item in app.success])


def test_the_short_link_opens_the_same_question_and_says_that_it_holds() -> None:
    app = opened(
        product="carrier-bag", category="acidification", reference="imported_china", scenarios="local_recycled"
    )
    link = linked(app)
    assert link["product"] == "carrier-bag"
    again = opened(**link)
    assert again.title[0].value == app.title[0].value
    assert again.selectbox(key="category").value == "acidification"
    assert "the numbers are the same as when it was shared" in told(again)
    assert "hash" not in again.query_params


def test_a_short_link_with_other_numbers_says_what_changed() -> None:
    app = opened(**(linked(opened(product="carrier-bag")) | {"hash": "0000", "data": "old"}))
    assert "The numbers are not those that were shared" in told(app)
    assert plain("data fingerprint: old then") in told(app)


def test_the_note_goes_when_the_question_changes() -> None:
    app = opened(**linked(opened(product="carrier-bag")))
    app.radio(key="allocation").set_value("cff").run()
    assert "as when it was shared" not in told(app)


def test_an_own_product_travels_in_the_link(bag_text: str) -> None:
    result = own(bag_text)
    app = opened(q=share.to_link(share.save(result)) or "")
    assert app.title[0].value == "My bags"
    assert app.selectbox(key="own:carrier-bag:reference").value == "imported_china"
    assert [box.value for box in app.checkbox].count(True) == 1
    assert app.radio(key="allocation").value == "cff"
    assert "the numbers are the same as when it was shared" in told(app)
    assert linked(app)["q"]
    again = opened(**linked(app))
    assert again.title[0].value == "My bags"
    assert "the numbers are the same as when it was shared" in told(again)


def test_the_packed_product_leaves_the_address_with_the_product(bag_text: str) -> None:
    app = opened(q=share.to_link(share.save(own(bag_text))) or "")
    assert "q" in app.query_params
    app.segmented_control(key="origin:shown").set_value(session.SHIPPED).run()
    assert "q" not in app.run().query_params


def test_an_old_link_says_exactly_what_changed(bag_text: str) -> None:
    saved = json.loads(share.save(own(bag_text)))
    saved["totals"]["local_recycled"]["climate"] = 1.0
    saved |= {"result_hash": share.result_hash(saved["totals"]), "fingerprint": "old"}
    app = opened(q=share.to_link(json.dumps(saved)) or "")
    assert "The numbers are not those that were shared" in told(app)
    assert plain("local_recycled, climate: 1 then,") in told(app)
    assert "data fingerprint: old then" in told(app).replace("\\", "")


@pytest.mark.parametrize("packed", ["x", "!!!!", share.to_link("{}"), share.to_link("[" * 5000)])
def test_a_damaged_link_is_a_message(packed: str) -> None:
    app = opened(q=packed)
    assert "This link cannot be opened" in shown(app)
    assert not app.title


def test_a_saved_file_opens(bag_text: str) -> None:
    app = opened()
    file = ("old.localca.json", share.save(own(bag_text)).encode(), "application/json")
    app.file_uploader(key="share:file").set_value(file).run()
    assert app.title[0].value == "My bags"
    assert "the numbers are the same as when it was shared" in told(app)


def test_a_changed_file_is_refused(bag_text: str) -> None:
    app = opened()
    text = share.save(own(bag_text)).replace('"result_hash": "', '"result_hash": "0')
    app.file_uploader(key="share:file").set_value(("old.json", text.encode(), "application/json")).run()
    assert "its numbers were changed after it was saved" in shown(app)


def test_the_report_is_written_on_demand() -> None:
    app = opened()
    assert "Download the report (HTML)" not in [item.label for item in app.download_button]
    next(item for item in app.button if item.label == "Write the report").click().run()
    assert "Download the report (HTML)" in [item.label for item in app.download_button]
    app.selectbox(key="category").set_value("acidification").run()
    assert "Download the report (HTML)" not in [item.label for item in app.download_button]


def test_the_system_is_drawn_on_demand() -> None:
    app = opened()
    before = len(app.get("plotly_chart"))
    app.toggle(key="system").set_value(True).run()
    assert len(app.get("plotly_chart")) == before + 1
