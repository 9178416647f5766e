"""A siting in words, rows and a map: what the page, the report and a notebook say alike."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

from localca.locations import TODAY, Location, Siting, made_in
from localca.places import country_names, place_name
from localca.product import Product
from localca.variation import only
from localca.wording import VERDICT_SIGN, amount, in_a_sentence, percent, signed, unit_words
from localca.world_map import MapPlace, WorldMap

Shade = Literal["difference", "regret"]
SURELY = {"lower": "surely lower", "higher": "surely higher", "too close to call": "too close to call"}
NO_GRID = "no electricity mix in the data"


def ranked(siting: Siting, method: str) -> list[Location]:
    """The places in one category, the lowest score first."""
    return sorted(siting.places, key=lambda item: item.scores[method])


def covered(siting: Siting, method: str) -> bool:
    """Whether today's supply and every place have a figure in this category."""
    return bool(siting.places) and not any(
        math.isnan(value) for value in (siting.today[method], *(item.scores[method] for item in siting.places))
    )


def size(siting: Siting, item: Location, method: str, unit: str) -> str:
    """The difference from today's supply in words: ``11 % lower``."""
    today = siting.today[method]
    difference = item.scores[method] - today
    if difference == 0:
        return "the same"
    shown = percent(difference / today) if today else f"{signed(difference)} {unit_words(unit)}"
    return f"{shown.lstrip('+−')} {'lower' if difference < 0 else 'higher'}"


def answer(siting: Siting, method: str, category: str, unit: str) -> str:
    """The best place, how many are surely lower, and where the market itself stands."""
    order = ranked(siting, method)
    best, home = order[0], next((item for item in order if item.place == siting.market), None)
    counts = {word: sum(item.verdict[method] == word for item in order) for word in SURELY}
    text = (
        f"Best for {in_a_sentence(category)}: {best.name}, {size(siting, best, method, unit)} than today’s supply"
        f"{_certainty(best, method)}. Of {len(order)} places, {counts['lower']} {_be(counts['lower'])} surely lower, "
        f"{counts['too close to call']} too close to call and {counts['higher']} surely higher."
    ).replace("the same than", "the same as")
    if home is None or home is best:
        return text
    return (
        f"{text} {home.name} itself is number {order.index(home) + 1}: {size(siting, home, method, unit)}"
        f"{_certainty(home, method)}."
    )


def _be(count: int) -> str:
    return "is" if count == 1 else "are"


def _certainty(item: Location, method: str) -> str:
    return ", but too close to call" if item.verdict[method] == "too close to call" else ""


def ranked_rows(siting: Siting, method: str, unit: str, supply: str) -> list[tuple[str, dict[str, str]]]:
    """One row per place with its code, the best first, and today's supply where it would stand (code ``today``)."""
    shown, today, rows = unit_words(unit), siting.today[method], []
    for rank, item in enumerate(ranked(siting, method), 1):
        relative = percent((item.scores[method] - today) / today) if today else signed(item.scores[method] - today)
        rows.append((item.place, {
            "Rank": str(rank),
            "Made in": item.name + (" (market)" if item.place == siting.market else ""),
            f"Score, {shown}": amount(item.scores[method]),
            "Regret": amount(item.regret[method]),
            "Against today’s supply": f"{VERDICT_SIGN[item.verdict[method]]} {item.verdict[method]} ({relative})",
        }))  # fmt: skip
    best = ranked(siting, method)[0].scores[method]
    row = {"Rank": "–", "Made in": f"Today’s supply: {supply}", f"Score, {shown}": amount(today),
           "Regret": amount(today - best), "Against today’s supply": "today’s supply"}  # fmt: skip
    rows.insert(sum(item.scores[method] <= today for item in siting.places), (TODAY, row))
    return rows


def records(siting: Siting, units: dict[str, str]) -> list[dict[str, Any]]:
    """Every number in full precision, one row per category and place; then the places left out with their reason."""
    found: list[dict[str, Any]] = [
        {
            "method": method, "rank": rank, "place": item.place, "name": item.name, "score": item.scores[method],
            "unit": unit, "regret": item.regret[method], "today": siting.today[method],
            "difference": item.scores[method] - siting.today[method], "p_lower": item.p_lower[method],
            "verdict": item.verdict[method], "market": siting.market, "left_out": "",
        }
        for method, unit in units.items()
        for rank, item in enumerate(ranked(siting, method), 1)
    ]  # fmt: skip
    blank = dict.fromkeys(found[0] if found else ("place", "name", "left_out"), "")
    return found + [
        {**blank, "place": code, "name": place_name(code), "left_out": reason}
        for code, reason in reasons(siting).items()
    ]


def reasons(siting: Siting) -> dict[str, str]:
    """Why each country of the world that has no rank is left out, by code in the order of the names."""
    ranks = {item.place for item in siting.places}
    missing = {code: siting.left_out.get(code, NO_GRID) for code in country_names() if code not in ranks}
    return dict(sorted(missing.items(), key=lambda pair: place_name(pair[0])))


def map_of(siting: Siting, method: str, unit: str, title: str, shade: Shade, labels: Sequence[tuple[str, str]],
           chosen: str, around: str) -> WorldMap:  # fmt: skip
    """What the world map shows: differences in per cent where today's supply is not 0, else in the category's unit."""
    today, shown = siting.today[method], unit_words(unit)
    scale, scale_unit = (100 / today, "%") if shade == "difference" and today > 0 else (1.0, shown)
    start = today if shade == "difference" else 0.0
    places = {
        item.place: MapPlace(
            ((item.scores if shade == "difference" else item.regret)[method] - start) * scale,
            item.verdict[method],
            (
                f"{item.name}, number {rank}: {amount(item.scores[method])} {shown}",
                f"{size(siting, item, method, unit)} than today’s supply: {SURELY[item.verdict[method]]}",
                f"Regret: {amount(item.regret[method])} {shown}",
            ),
        )
        for rank, item in enumerate(ranked(siting, method), 1)
    }
    words = "Difference from today’s supply" if shade == "difference" else "Regret: more than the best place"
    names: dict[str, str] = {}
    for code, text in labels:
        names[code] = f"{names[code]} and {text}" if code in names else text
    return WorldMap(
        title=title,
        shade_title=f"{words}, {scale_unit}",
        diverging=shade == "difference",
        places=places,
        left_out={code: f"{place_name(code)}: {reason}" for code, reason in reasons(siting).items()},
        labels={code: f"{place_name(code)}: {text}" for code, text in names.items()},
        chosen=chosen,
        around=around,
    )


def beside_today(product: Product, siting: Siting, place: str, materials: str) -> Product:
    """The product with two scenarios: today's supply, and made in one place as the siting assumes."""
    card = product.product.model_copy(update={"place_of_use": siting.market})
    product = product.model_copy(update={"product": card})
    supply = product.scenario(siting.reference)
    today = supply.model_copy(update={"name": TODAY, "title": f"Today: {supply.title}", "reference": True})
    made = made_in(product, product.scenario(siting.scenario), place, materials)
    return only(product, today, made.model_copy(update={"title": f"Made in {place_name(place)}"}))
