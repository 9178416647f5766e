"""Where a draft's problems are said: each beside the field that is wrong, in the row or in the scenario's change."""

from __future__ import annotations

import gettext
from typing import Any

import pytest

from localca import api, draft_checks, drafts, language
from localca.draft_checks import Finding
from localca.drafts import Path
from localca.errors import InputError
from localca.product import Product

RESIN: Path = ("raw_materials", "raw_materials:1")
CHINA: Path = ("scenarios", "scenarios:6")


def findings(data: drafts.Data) -> dict[Path, Finding]:
    with pytest.raises(InputError) as caught:
        api.compare(draft_checks.product_of(data))
    return {finding.path: finding for finding in draft_checks.placed(caught.value.problems, data)}


class Bracketed(gettext.NullTranslations):
    """A language in which every message stands in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


@pytest.fixture
def bracketed(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(language, "languages", lambda: ("en", "xx"))
    monkeypatch.setattr(
        language, "translations", lambda code: Bracketed() if code == "xx" else gettext.NullTranslations()
    )
    return "xx"


WRONG = pytest.mark.parametrize(
    ("path", "value", "beside"),
    [
        (("product", "mass", "amount"), -1.0, ("product", "mass", "amount")),
        (("product", "place_of_use"), "Jamaica", ("product", "place_of_use")),
        (("product", "heat"), "hdpe_virgin", ("product", "heat")),
        ((*RESIN, "flow"), "hdpe_virgine", (*RESIN, "flow")),
        ((*RESIN, "unit"), "furlong", (*RESIN, "unit")),
        ((*RESIN, "amount"), 9.0, (*RESIN, "low")),
        ((*RESIN, "source"), "no_such_key", (*RESIN, "source")),
        ((*RESIN, "origin"), "XX", (*RESIN, "origin")),
        (("production", "production:2", "processes"), [], ("production", "production:2", "processes")),
        (("transport", "transport:3", "carries"), "nothing", ("transport", "transport:3", "carries")),
        (("transport", "transport:4", "mode"), "camel", ("transport", "transport:4", "distance")),
        (("electricity", "own_share"), 2.0, ("electricity", "own_share")),
        ((*CHINA, "site"), "XX", (*CHINA, "site")),
        ((*CHINA, "overrides", RESIN[1], "origin"), "XX", (*CHINA, "overrides", RESIN[1], "origin")),
        ((*CHINA, "overrides", RESIN[1], "amount"), -1.0, (*CHINA, "overrides", RESIN[1], "amount")),
        ((*CHINA, "electricity", "mix"), "1066", (*CHINA, "electricity", "mix")),
        ((*RESIN, "recycled_flow"), "hdpe_recyled", (*RESIN, "recycled_flow")),
        (("transport", "transport:3", "ship"), "canoe", ("transport", "transport:3", "ship")),
        ((*RESIN, "gsd"), 1.2, (*RESIN, "gsd")),
        ((*RESIN, "low"), None, (*RESIN, "low")),
        ((*CHINA, "site"), "XKX", ("electricity", "place")),
    ],
)


@WRONG
def test_a_problem_stands_beside_its_field(bag: Product, path: Path, value: Any, beside: Path) -> None:
    found = findings(drafts.put(drafts.of_product(bag), path, value))
    assert beside in found, [(finding.path, str(finding.problem)) for finding in found.values()]
    assert not found[beside].missing


@WRONG
def test_it_stands_there_in_every_language(bag: Product, path: Path, value: Any, beside: Path, bracketed: str) -> None:
    with language.spoken(bracketed):
        found = findings(drafts.put(drafts.of_product(bag), path, value))
        assert beside in found
        assert found[beside].problem.what.startswith("⟦")
        assert not found[beside].missing


def test_what_is_missing_is_told_from_what_is_wrong_in_every_language(bracketed: str) -> None:
    english = {path: finding.missing for path, finding in findings(drafts.blank()).items()}
    with language.spoken(bracketed):
        assert {path: finding.missing for path, finding in findings(drafts.blank()).items()} == english


def test_equal_names_are_told_beside_both(bag: Product) -> None:
    data = drafts.put(drafts.of_product(bag), ("production", "production:2", "name"), "resin")
    assert set(findings(data)) == {(*RESIN, "name"), ("production", "production:2", "name")}


def test_a_blank_draft_says_what_is_missing_and_calls_nothing_wrong() -> None:
    found = findings(drafts.blank())
    wanted = {("raw_materials",), ("scenarios",), ("product", "title"), ("product", "functional_unit", "what")}
    assert wanted <= set(found)
    assert all(finding.missing for finding in found.values())
    assert len(found) == len(set(found))


def test_what_a_field_is_under_a_scenario(bag: Product) -> None:
    data = drafts.of_product(bag)
    resin, usa, china = data["raw_materials"][0], *data["scenarios"][:2]
    assert draft_checks.effective(data, usa, resin, "origin") == "USA"
    assert draft_checks.effective(data, china, resin, "origin") == "CHN"
    assert draft_checks.effective(data, usa, resin, "unit", "kg") == "kg"
