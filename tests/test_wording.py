"""Numbers, verdicts and user text in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localca import wording
from localca.comparison import Comparison, Verdict, verdict


def item(method: str, p_lower: float, relative: float = -0.5, scenario: str = "local") -> Comparison:
    return Comparison(scenario, "imported", method, "kg", 1.0, 2.0, -1.0, relative, (-2.0, -0.5), p_lower,
                      verdict(p_lower), {}, "why")  # fmt: skip


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**bold** _it_", r"\*\*bold\*\* \_it\_"),
        ("[x](y) ![i](z)", r"\[x\]\(y\) \!\[i\]\(z\)"),
        ("$x^2$ & `code`", r"\$x\^2\$ \& \`code\`"),
        ("1. a\n# b", r"1\. a \# b"),
        ("https://a.b", "https\\:\u2060//a\\.b"),
        ("www.a.b x@y.z", "www\u2060\\.a\\.b x@\u2060y\\.z"),
        (":smile: :red[x]", "\\:\u2060smile: \\:\u2060red\\[x\\]".replace("smile:", "smile\\:")),
        ("a -> b", "a \\-\u2060\\> b"),
    ],
)
def test_user_text_is_disarmed(text: str, shown: str) -> None:
    assert wording.plain(text) == shown


@given(st.text(max_size=60))
def test_disarming_adds_nothing_a_reader_sees(text: str) -> None:
    shown = wording.plain(text)
    disarmed = text.replace("\u2060", "").replace("\\", "")
    kept = shown.replace("\u2060", "").replace("\\", "")
    for character in "\t\r\n\f\v":
        disarmed = disarmed.replace(character, " ")
    assert kept.replace(" ", "") == disarmed.replace(" ", "")


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "", "/etc/passwd"])
def test_only_web_addresses_become_links(address: str) -> None:
    assert wording.link("A [title]", address) == r"A \[title\]"


def test_addresses_cannot_break_out_of_a_link() -> None:
    assert wording.link("T", "https://a.b/c)(d e$") == "[T](https://a.b/c%29%28d%20e%24)"


@pytest.mark.parametrize(
    ("value", "shown"), [(20.66, "20.7"), (-0.5, "−0.500"), (4.03e-7, "4.03×10⁻⁷"), (0.0, "0"), (-2e-5, "−2.00×10⁻⁵")]
)
def test_amounts(value: float, shown: str) -> None:
    assert wording.amount(value) == shown


def test_differences_carry_their_sign() -> None:
    assert (wording.signed(1.5), wording.signed(-1.5), wording.signed(0.0)) == ("+1.50", "−1.50", "0")


@pytest.mark.parametrize(("value", "shown"), [(0.08, "+8 %"), (-0.566, "−57 %"), (0.004, "+0.4 %"), (0.0, "+0 %")])
def test_percent(value: float, shown: str) -> None:
    assert wording.percent(value).replace("\N{NARROW NO-BREAK SPACE}", " ") == shown


def test_percent_of_nothing_says_so() -> None:
    assert wording.percent(float("nan")) == "no percentage (the reference is 0)"


@pytest.mark.parametrize(
    ("p_lower", "shown"),
    [
        (1.0, "lower in all draws"),
        (0.998, "lower in more than 99 of 100 draws"),
        (0.93, "lower in 93 of 100 draws"),
        (0.0, "higher in all draws"),
        (0.02, "higher in 98 of 100 draws"),
        (0.55, "lower in 55 of 100 draws, which is not enough to call"),
    ],
)
def test_certainty(p_lower: float, shown: str) -> None:
    assert wording.certainty(item("climate", p_lower)) == shown


def test_verdicts_have_a_sign_a_word_and_a_size() -> None:
    assert wording.verdict_words(item("climate", 1.0)).startswith("▼ lower (−50")
    assert {wording.VERDICT_SIGN[word] for word in wording.VERDICT_SIGN} == {"▼", "▲", "≈"}


def test_headline_of_one_and_of_many() -> None:
    titles = {"local": "Made here", "recycled": "Recycled", "far": "From afar"}
    one = wording.headline([item("climate", 1.0)], "Climate change", "Imported", titles)
    assert one == "Climate change: “Made here” is lower than “Imported”."
    items = [item("climate", 1.0), item("climate", 0.0, scenario="recycled"), item("climate", 0.0, scenario="far")]
    many = wording.headline(items, "Climate change", "Imported", titles)
    assert many == "Climate change, against “Imported”: “Made here” is lower; 2 of 3 alternatives are higher."


def test_disagreement_is_one_sentence() -> None:
    names = {"climate": "Climate change", "energy": "Primary energy, renewable", "acid": "Acidification", "pm": "Dust"}
    agreed = wording.disagreement([item(key, 1.0) for key in names], names)
    assert agreed == "All 4 categories say lower."
    split: dict[str, float] = {"climate": 1.0, "energy": 0.5, "acid": 0.0, "pm": 0.0}
    said = wording.disagreement([item(key, value) for key, value in split.items()], names)
    assert said == (
        "Categories disagree: climate change says lower; primary energy (renewable) says too close to call; "
        "the other 2 say higher."
    )


def test_every_verdict_has_a_colour_and_a_sign() -> None:
    words: tuple[Verdict, ...] = ("lower", "higher", "too close to call")
    assert set(wording.VERDICT_COLOUR) == set(wording.VERDICT_SIGN) == set(words)


def test_units_are_written_as_usual() -> None:
    assert wording.unit_words("kg CO2-Eq") == "kg CO₂-eq"
    assert wording.unit_words("tonne*km") == "t·km"
