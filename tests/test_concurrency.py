"""Thirty people at once in one process: everyone sees the numbers of their own question, and nobody else's.

Most are websocket sessions, which is what the server knows of a browser tab; a handful are real browsers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import parse_qs, urlencode

import pytest
from browser_support import Server, chromium, fault, launch_arguments, running_server, settled, shown_text
from playwright.sync_api import Page, sync_playwright
from session_support import Query, Visitor, resident_mb

from localca import api, product_file, share
from localca.impact_methods import choose
from localca.product import Product
from localca.recycling import Allocation
from localca.variation import with_row
from localca.wording import ALLOCATION_WORDS, percent, plain, signed

SESSIONS, BROWSERS = 30, 5
MOST_MB_PER_SESSION = 20
CATEGORIES = [method.id for method in choose(None)]
RECYCLED = "local_recycled"
RULE = "Recycled content is charged by"


@dataclass(frozen=True)
class Question:
    """What one session asks."""

    product: Product
    own: bool
    reference: str
    allocation: Allocation
    category: str

    @cached_property
    def result(self) -> api.Result:
        """The answer, computed here and not in the app."""
        names = [scenario.name for scenario in self.product.scenarios]
        order = [self.reference, *(name for name in names if name != self.reference)]
        return api.compare(self.product, self.reference, order, allocation=self.allocation)

    def address(self) -> Query:
        """The address that asks it; an own product travels in the link."""
        if self.own:
            packed = share.to_link(share.save(self.result))
            assert packed is not None
            return {"q": packed, "category": self.category}
        return {"product": self.product.product.id, "reference": self.reference, "allocation": self.allocation,
                "category": self.category}  # fmt: skip

    @cached_property
    def changed(self) -> Question:
        """The question after its second step: the other rule for an own product, else another reference."""
        if self.own:
            return replace(self, allocation="cff" if self.allocation == "cutoff" else "cutoff")
        names = [scenario.name for scenario in self.product.scenarios]
        return replace(self, reference=names[(names.index(self.reference) + 1) % len(names)])


def asked() -> list[Question]:
    """As many questions as sessions: every shipped product, then the same bag at as many weights."""
    questions = []
    for name in product_file.shipped_products():
        product = product_file.load(name)
        category = CATEGORIES[len(questions) % len(CATEGORIES)]
        questions.append(Question(product, False, product.scenarios[0].name, "cutoff", category))
    for number in range(SESSIONS - len(questions)):
        product = product_file.load("carrier-bag", [f"resin.amount={5.51 + number / 10:.2f}"])
        reference = product.scenarios[number % len(product.scenarios)].name
        rule: Allocation = "cff" if number % 2 else "cutoff"
        questions.append(Question(product, True, reference, rule, CATEGORIES[number % len(CATEGORIES)]))
    return questions[::-1]  # own products first, so that the browsers ask about them too


def expected_words(result: api.Result, category: str, scenario: str | None = None) -> list[str]:
    """Sizes and intervals as the cards say them."""
    items = [item for item in result.comparisons if item.method == category and scenario in (None, item.scenario)]
    words = [plain(percent(item.relative)) for item in items]
    return words + [f"{plain(signed(item.interval[0]))} to {plain(signed(item.interval[1]))}" for item in items]


def link_hash(link: str) -> str:
    """The hash of the totals that a page's own link carries."""
    pairs = parse_qs(link.partition("?")[2])
    return share.read(share.from_link(pairs["q"][0])).result_hash if "q" in pairs else pairs["hash"][0]


@dataclass
class Session:
    """A websocket session with the question it asks."""

    visitor: Visitor
    question: Question

    def open(self) -> None:
        self.visitor.open("compare", self.question.address())
        self.check()

    def change(self) -> None:
        """Other choices by hand; the category stays."""
        wanted = self.question.changed
        if wanted.reference != self.question.reference:
            self.visitor.set("selectbox", "Reference", wanted.product.scenario(wanted.reference).title)
        if wanted.allocation != self.question.allocation:
            self.visitor.set("radio", RULE, ALLOCATION_WORDS[wanted.allocation])
        self.question = wanted
        self.check()

    def look_closer(self) -> None:
        """Another page with the same question; with a recycled alternative, at another recycled share."""
        question, result = self.question, self.question.result
        names = [name for name in result.assessment.scenarios if name != question.reference]
        if RECYCLED in names and question.own:
            self.visitor.open("materials", {"explained": RECYCLED})
            percent_now = round(question.product.raw_materials[0].amount * 10)  # the weight: another one for everybody
            self.visitor.set("slider", "Recycled share of resin", percent_now)
            product = with_row(question.product, RECYCLED, "resin", recycled_share=percent_now / 100)
            for rule in ALLOCATION_WORDS:
                found = api.compare(product, question.reference, [question.reference, RECYCLED], allocation=rule)
                self._says(expected_words(found, question.category, RECYCLED))
        else:
            self.visitor.open("electricity" if question.own else "why")
            self._says(expected_words(result, question.category, names[0]))

    def come_back(self) -> None:
        self.visitor.open("compare")
        self.check()

    def check(self) -> None:
        """The page shows the result of this question to ten digits, and says it on its cards."""
        result = self.question.result
        self._says(expected_words(result, self.question.category))
        links = [link_hash(code.code_text) for code in self.visitor.elements("code")]
        assert links == [share.result_hash(share.totals_of(result))], f"Another result: {self.visitor.words()}"

    def _says(self, expected: list[str]) -> None:
        words = self.visitor.words()
        missing = [text for text in expected if text not in words]
        assert not missing, f"{missing} of {self.question.product.product.title} missing: {words}"


@dataclass
class Tab:
    """A real browser page with the question it asks."""

    page: Page
    question: Question

    def change(self) -> None:
        """The other choice by hand."""
        wanted, sidebar = self.question.changed, self.page.get_by_test_id("stSidebar")
        if wanted.reference != self.question.reference:
            sidebar.get_by_role("combobox", name="Reference").click()
            title = wanted.product.scenario(wanted.reference).title
            self.page.get_by_role("option", name=title, exact=True).click()
        else:
            words = ALLOCATION_WORDS[wanted.allocation]
            sidebar.get_by_test_id("stRadio").get_by_text(words, exact=True).click()
        self.question = wanted

    def check(self) -> None:
        """The page shows the result of this question to ten digits, once it is drawn."""
        result = self.question.result
        wanted = share.result_hash(share.totals_of(result))
        reference = f"Reference: {self.question.product.scenario(self.question.reference).title}"
        settled(self.page, until=lambda: self._hash() == wanted and reference in shown_text(self.page))
        assert fault(self.page) == ""
        text = shown_text(self.page)
        for item in result.comparisons:
            if item.method == self.question.category:
                assert f"{signed(item.interval[0])} to {signed(item.interval[1])}" in text, text

    def _hash(self) -> str:
        link = self.page.get_by_test_id("stCode").first
        return link_hash("".join(link.inner_text().split())) if link.count() else ""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("app") / "server.log"
    try:
        with running_server(log) as found:
            yield found
    finally:
        print(log.read_text(encoding="utf-8"))


def done(futures: list[Future[None]]) -> None:
    for future in futures:
        future.result()


def test_thirty_sessions_at_once_never_see_each_others_numbers(
    server: Server, record_property: Callable[[str, object], None]
) -> None:
    questions = asked()
    assert len(questions) == SESSIONS
    for step in (questions, [question.changed for question in questions]):
        hashes = {share.result_hash(share.totals_of(question.result)) for question in step}
        assert len(hashes) == SESSIONS, "Two sessions ask alike: a mix-up between them would go unseen."
    program = chromium()
    with sync_playwright() as playwright, ThreadPoolExecutor(SESSIONS) as pool:
        browser = playwright.chromium.launch(executable_path=program, args=launch_arguments())
        first = Visitor(server.address)
        first.open("compare")
        before = resident_mb(server.process)
        tabs = [Tab(browser.new_context().new_page(), question) for question in questions[::6]]
        rest = [question for number, question in enumerate(questions) if number % 6]
        sessions = [Session(Visitor(server.address), question) for question in rest]
        assert (len(tabs), len(tabs) + len(sessions)) == (BROWSERS, SESSIONS)

        running = [pool.submit(session.open) for session in sessions]
        for tab in tabs:
            tab.page.goto(f"{server.address}/compare?{urlencode(tab.question.address(), doseq=True)}",
                          wait_until="commit")  # fmt: skip
        for tab in tabs:
            tab.check()
        done(running)

        running = [pool.submit(session.change) for session in sessions]
        for tab in tabs:
            tab.change()
        for tab in tabs:
            tab.check()
        done(running)

        done([pool.submit(session.look_closer) for session in sessions])
        done([pool.submit(session.come_back) for session in sessions])
        for tab in tabs:
            tab.check()
        if before is not None:
            each = ((resident_mb(server.process) or before) - before) / SESSIONS
            record_property("megabytes_per_session", round(each, 2))
            print(f"{each:.1f} MB for each of {SESSIONS} sessions, with what they share")
            assert each < MOST_MB_PER_SESSION
        for visitor in (first, *(session.visitor for session in sessions)):
            visitor.close()
        browser.close()


def test_what_a_link_asks_for_survives_a_change_of_page(server: Server) -> None:
    visitor = Visitor(server.address)
    address = {"product": "paving-stone", "reference": "china_bulk", "category": "acidification"}
    visitor.open("why", {**address, "explained": "local"})
    assert "explained=local" in visitor.query
    for page in ("build", "electricity", "compare"):
        visitor.open(page)
    assert visitor.query == urlencode(address)
    visitor.open("electricity")
    assert visitor.query == urlencode({**address, "explained": "local"})
    visitor.open("compare", {"product": "carrier-bag"})
    assert visitor.query == "product=carrier-bag&reference=imported_usa&category=climate"
    visitor.close()
