"""Numbers and verdicts in words, and user text as plain text: what the app, the charts and the report say alike."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlsplit

from localca.comparison import STAGE_WORDS, Comparison, Verdict
from localca.impact_methods import Method
from localca.language import Words, capital, listed, mark, tr, trn
from localca.product_parts import FunctionalUnit
from localca.terminal import number

STAGE_TITLES = STAGE_WORDS.changed(capital)
VERDICT_WORDS = Words(
    {
        "lower": mark("lower"),
        "higher": mark("higher"),
        "too close to call": mark("too close to call"),
        "not covered": mark("not covered"),
    }
)
VERDICT_SIGN: dict[Verdict, str] = {"lower": "▼", "higher": "▲", "too close to call": "≈"}
VERDICT_COLOUR: dict[Verdict, str] = {"lower": "blue", "higher": "orange", "too close to call": "gray"}
ALLOCATION_WORDS = Words(
    {
        "cutoff": mark("Cut-off"),
        "cff": mark("Circular Footprint Formula"),
    }
)
_CUTOFF = mark("Recycled material carries only its own collection and recycling; the first life carries the rest.")
_CFF = mark("The EU's formula: part of the burden of virgin material is shared between the first and the next life.")
ALLOCATION_HELP = Words({"cutoff": _CUTOFF, "cff": _CFF})
MATCH_WORDS = Words(
    {
        "exact": mark("exact place"),
        "fallback": mark("fallback: regional figure"),
        "proxy": mark("proxy: other place"),
    }
)
MATCH_TITLES = Words({"exact": mark("exact"), "fallback": mark("fallback"), "proxy": mark("proxy")})
QUALITY_WORDS = Words(
    {
        "solid": mark("solid"),
        "derived": mark("derived"),
        "medium": mark("medium"),
        "weak": mark("weak"),
        "own": mark("own"),
    }
)
MATCH_COLOUR = {"exact": "blue", "fallback": "orange", "proxy": "orange"}
GRID_FIXED = mark("grid cannot be swapped")
FUNCTIONAL_UNIT, REFERENCE = mark("Functional unit"), mark("Reference")
GLOSSARY = Words(
    {
        FUNCTIONAL_UNIT: mark("What every scenario delivers alike. Impacts are always per functional unit."),
        REFERENCE: mark("The scenario that all others are compared with."),
        mark("Verdict"): mark("Lower or higher when at least 90 of 100 draws agree; otherwise too close to call."),
        mark("Draws"): mark(
            "The comparison repeated many times with uncertain numbers varied; a number shared by both scenarios "
            "varies alike in both, so that it cancels."
        ),
        mark("90 % interval"): mark("The middle 90 % of the differences found in the draws."),
        mark("Cut-off"): _CUTOFF,
        mark("Circular Footprint Formula"): _CFF,
        mark("Exact place, fallback, proxy"): mark(
            "How a flow met its place: data of that place, of its region, or of another place that stands in for it."
        ),
        mark("Grid cannot be swapped"): mark(
            "The electricity inside this flow is not known apart, so its score stays the same wherever it is made."
        ),
        mark("Quality"): mark("The weakest figure behind a flow: solid, derived, medium or weak."),
        mark("Partial coverage"): mark("The open data hold only part of what this category counts."),
    }
)
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~$&=^])")
_LATE = re.compile(r"([:@]|www|-(?=[->])|<(?=[-=])|>(?==)|~(?==))(?=\S)")
_JOINER, _NARROW = "\N{WORD JOINER}", "\N{NARROW NO-BREAK SPACE}"
_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def plain(text: str) -> str:
    """Text of a user as Markdown that shows exactly that text: no emphasis, links, images, formulas or icons.

    Backslashes disarm what the parser reads. Addresses, ``:icons:`` and arrows are found later, in the parsed text,
    so an invisible word joiner breaks them.
    """
    words = re.sub(r"[ \t\r\n\f\v]+", " ", text).strip(" ")
    return _MARKDOWN.sub(r"\\\1", _LATE.sub(rf"\1{_JOINER}", words)).replace(":", "\\:")


def link(title: str, address: str) -> str:
    """A Markdown link with a plain title; the bare title when the address is not http or https."""
    if urlsplit(address).scheme not in ("http", "https"):
        return plain(title)
    return f"[{plain(title)}]({quote(address, safe=':/?#@!&,;=%~-._+')})"


def amount(value: float, digits: int = 3) -> str:
    """A number with so many digits, powers of ten as a reader writes them: ``4.03e-07`` -> ``4.03×10⁻⁷``."""
    if math.isnan(value):
        return tr("not covered")
    text = number(value, digits)
    mantissa, power, exponent = text.partition("e")
    if not power:
        return text.replace("-", "−")
    return f"{mantissa}×10{str(int(exponent)).translate(_SUPERSCRIPT)}".replace("-", "−")


def signed(value: float) -> str:
    """A difference with its sign: ``+1.48``."""
    return f"+{amount(value)}" if value > 0 else amount(value)


def percent(value: float) -> str:
    """A relative difference with its sign; one decimal below 1 %."""
    if not math.isfinite(value):
        return tr("no percentage (the reference is 0)")
    digits = 0 if abs(value) >= 0.0095 or value == 0 else 1
    return f"{value:+.{digits}%}".replace("-", "−").replace("%", f"{_NARROW}%")


def share_words(value: float) -> str:
    """A share of a total, without a sign."""
    return f"{value:.0%}".replace("%", f"{_NARROW}%")


def functional_unit_words(unit: FunctionalUnit) -> str:
    """What all scenarios deliver alike: ``1000 bags, carry shopping once``."""
    return f"{unit.amount:g} {tr(unit.unit)}, {tr(unit.what)}"


def unit_words(unit: str) -> str:
    """A unit as it is usually written: ``kg CO2-Eq`` -> ``kg CO₂-eq``, ``tonne*km`` -> ``t·km``."""
    for written, usual in (("CO2", "CO₂"), ("H+", "H⁺"), ("-Eq", "-eq"), ("tonne*km", "t·km"), ("**3", "³")):
        unit = unit.replace(written, usual)
    return unit


def per_unit(unit: str) -> str:
    """The title of an axis that holds a score."""
    return tr("{unit} per functional unit", unit=unit)


def difference_per_unit(unit: str) -> str:
    """The title of an axis that holds a difference of scores."""
    return tr("difference, {unit} per functional unit", unit=unit)


def category_words(method: Method) -> str:
    """The title of an impact category, with a word when the data cover it only in part."""
    return tr("{category} (partial)", category=tr(method.title)) if method.coverage == "partial" else tr(method.title)


def draws_of_100(share: float) -> str:
    """A share of draws as a count of 100 that never claims more than was seen."""
    if share >= 1:
        return tr("all draws")
    if share > 0.99:
        return tr("more than 99 of 100 draws")
    return tr("{count} of 100 draws", count=math.floor(share * 100 + 0.5))


def certainty(item: Comparison) -> str:
    """How many draws agree with the verdict."""
    if item.verdict == "too close to call":
        return tr("lower in {draws}, which is not enough to call", draws=draws_of_100(item.p_lower))
    share = item.p_lower if item.verdict == "lower" else 1 - item.p_lower
    return tr("{verdict} in {draws}", verdict=VERDICT_WORDS[item.verdict], draws=draws_of_100(share))


def verdict_words(item: Comparison) -> str:
    """Sign, verdict and size: ``▲ higher (+8 %)``."""
    return f"{VERDICT_SIGN[item.verdict]} {VERDICT_WORDS[item.verdict]} ({percent(item.relative)})"


def headline(items: Sequence[Comparison], category: str, reference: str, titles: Mapping[str, str]) -> str:
    """One sentence on all scenarios in one category."""
    groups = {word: [f"“{titles[item.scenario]}”" for item in items if item.verdict == word] for word in VERDICT_SIGN}
    if len(items) == 1:
        names = {"category": category, "title": titles[items[0].scenario], "reference": reference}
        return tr(_ALONE[items[0].verdict], **names)
    parts = [_named(names, len(items), VERDICT_WORDS[word]) for word, names in groups.items() if names]
    return tr("{category}, against “{reference}”: {outcomes}.", category=category, reference=reference,
              outcomes="; ".join(parts))  # fmt: skip


_ALONE = {
    "lower": mark("{category}: “{title}” is lower than “{reference}”."),
    "higher": mark("{category}: “{title}” is higher than “{reference}”."),
    "too close to call": mark("{category}: “{title}” is too close to call against “{reference}”."),
    "not covered": mark("{category}: “{title}” is not covered."),
}


def _named(names: Sequence[str], total: int, verdict: str) -> str:
    if len(names) == total:
        return tr("all {count} alternatives are {verdict}", count=total, verdict=verdict)
    if len(names) == 1:
        return tr("{name} is {verdict}", name=names[0], verdict=verdict)
    return tr("{count} of {total} alternatives are {verdict}", count=len(names), total=total, verdict=verdict)


def disagreement(items: Sequence[Comparison], categories: Mapping[str, str]) -> str:
    """Whether the categories agree on one scenario, in one sentence."""
    groups = {
        word: [in_a_sentence(categories[item.method]) for item in items if item.verdict == word]
        for word in VERDICT_WORDS
        if any(item.verdict == word for item in items)
    }
    if len(groups) == 1:
        word, names = next(iter(groups.items()))
        return trn("The one category says {verdict}.", "All {count} categories say {verdict}.", len(names),
                   verdict=VERDICT_WORDS[word])  # fmt: skip
    most = max(groups, key=lambda word: len(groups[word]))
    parts = [_said(names, len(names), word) for word, names in groups.items() if word != most]
    many = len(groups[most])
    rest = groups[most] if many < 2 else [tr("the other {count}", count=many)]
    return tr("Categories disagree: {some}; {rest}.", some="; ".join(parts), rest=_said(rest, many, most))


def _said(names: Sequence[str], count: int, verdict: str) -> str:
    return trn("{names} says {verdict}", "{names} say {verdict}", count, names=listed(names),
               verdict=VERDICT_WORDS[verdict])  # fmt: skip


def in_a_sentence(title: str) -> str:
    """A category's title inside a sentence: ``Primary energy, renewable`` -> ``primary energy (renewable)``."""
    first, comma, rest = title.partition(", ")
    lowered = first if first[:2].isupper() else first[:1].lower() + first[1:]
    return f"{lowered} ({rest})" if comma else lowered
