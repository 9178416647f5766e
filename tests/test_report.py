"""The report: everything inside, nothing from outside, user text never markup."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime

import pytest

import localca
from localca import share
from localca.api import Result
from localca.charts_system import SystemLink, system_sankey
from localca.product_file import parse
from localca.report import report


@pytest.fixture(scope="module")
def result() -> Result:
    return localca.compare("carrier-bag", scenarios=["local_recycled", "local_imported_resin"], draws=64)


@pytest.fixture(scope="module")
def page(result: Result) -> str:
    return report(result, "acidification", datetime(2026, 1, 2, 3, 4, tzinfo=UTC))


def body(page: str) -> str:
    return page[page.index("<body>") :]


def test_the_answer_stands_in_the_page(page: str, result: Result) -> None:
    for name in ("local_recycled", "local_imported_resin"):
        assert result.comparison(name, "acidification").why in body(page)
    assert "Report of 2026-01-02 03:04 UTC" in page
    assert result.assessment.fingerprint in page
    assert share.result_hash(share.totals_of(result)) in page


def test_every_source_used_is_listed(page: str, result: Result) -> None:
    for key in {key for line in result.assessment.lines for key in line.sources}:
        if key in result.assessment.tables.sources:
            assert f"<dt>{key}</dt>" in page


def test_nothing_is_fetched(page: str) -> None:
    assert "default-src 'none'" in page
    assert not re.findall(r"<(?:script|img|link|iframe)[^>]+(?:src|href)=", body(page))


def test_the_product_file_inside_is_the_product(page: str, result: Result) -> None:
    packed = re.search(r'download="carrier-bag.toml" href="data:application/toml;base64,([^"]+)"', page)
    assert packed is not None
    assert parse(base64.b64decode(packed.group(1)).decode()) == result.assessment.product


def test_user_text_is_never_markup(result: Result) -> None:
    card = result.assessment.product.product.model_copy(update={"description": "<b>bold</b> & {{ 7 * 7 }}"})
    product = result.assessment.product.model_copy(update={"product": card})
    page = body(report(localca.compare(product, draws=16)))
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; {{ 7 * 7 }}" in page
    assert "<b>bold</b>" not in page


def test_the_system_picture_adds_up() -> None:
    links = [
        SystemLink("resin", "raw_materials", 2.0),
        SystemLink("ship", "transport", 1.0),
        SystemLink("none", "production", 0.0),
    ]
    data = system_sankey(links, "bag", "kg").data[0]
    assert list(data.link.value) == [2.0, 1.0, 2.0, 1.0]
    assert list(data.node.label) == ["resin", "ship", "Raw materials", "Transport", "bag"]
    assert list(data.link.source) == [0, 1, 2, 3]
    assert list(data.link.target) == [2, 3, 4, 4]
