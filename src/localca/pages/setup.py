"""What to compare: the choices in the sidebar, kept in the page's address."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from localca import draft_files, product_file, session
from localca.language import Words, mark, tr
from localca.pages import kept
from localca.product import Product
from localca.recycling import Allocation
from localca.wording import ALLOCATION_HELP, ALLOCATION_WORDS, GLOSSARY, REFERENCE, plain

ALLOCATIONS: tuple[Allocation, ...] = ("cutoff", "cff")
ORIGINS = Words({session.SHIPPED: mark("Examples"), session.OWN: mark("Your file")})


@dataclass(frozen=True)
class Choice:
    """What the reader chose to compare."""

    product: Product
    shipped: bool
    reference: str
    scenarios: tuple[str, ...]
    allocation: Allocation

    def keep(self, category: str) -> None:
        """Write the choice into the page's address; of a file of one's own, the key under which a copy is kept."""
        key = session.own_key()
        product = {"product": self.product.product.id} if self.shipped else {session.MINE: key} if key else {}
        every = len(self.scenarios) == len(self.product.scenarios) - 1
        session.keep_address(
            category=category,
            reference=self.reference,
            **product,
            **({} if every else {"scenarios": self.scenarios}),
            **({} if self.allocation == "cutoff" else {"allocation": self.allocation}),
        )


def choose(ticks: bool = True) -> Choice | None:
    """The choices of the sidebar; None, with an explanation on the page, while there is no product.

    Parameters:
        ticks: whether the scenarios to compare can be ticked here; otherwise they stay as they are.
    """
    with st.sidebar:
        title = tr("What to compare")
        st.markdown(f"## {title}")
        origin = kept.choice(
            st.segmented_control, tr("Product from"), [session.SHIPPED, session.OWN], session.ORIGIN,
            session.origin_asked(), format_func=ORIGINS.__getitem__,
        )  # fmt: skip
        if origin == session.SHIPPED:
            product: Product | None = _shipped()
    if origin == session.OWN:
        product = _uploaded()
    if product is None:
        return None
    with st.sidebar:
        return _scenarios(product, origin == session.SHIPPED, ticks)


def _shipped() -> Product:
    names = list(product_file.shipped_products())
    products = {name: session.shipped_product(name) for name in names}
    chosen = st.selectbox(
        tr("Product"),
        names,
        index=session.from_address("product", names, session.FIRST if session.FIRST in names else names[0]),
        format_func=lambda name: tr(products[name].product.title),
        key="product",
        persist_state="session",
    )
    return products[chosen]


def _uploaded() -> Product | None:
    with st.sidebar:
        st.file_uploader(
            tr("Product file (TOML)"),
            type=["toml"],
            key=session.FILE,
            on_change=session.keep_upload,
            max_upload_size=1,
            help=tr(
                "A copy is kept for {days} days on the machine that runs LocaLCA, for who has the page's address.",
                days=draft_files.DAYS,
            ),
        )
    product = None
    with session.guard(tr("This file cannot be used")):
        product = session.uploaded_product()
        if product is None:
            st.title(tr("Compare your own product"), anchor=False)
            st.info(
                tr("**No product file yet.** Choose a TOML file in the sidebar, or start from this example."),
                icon=":material/upload_file:",
            )
    if product is None:
        template = next(iter(product_file.shipped_products().values()))
        st.download_button(
            tr("Download an example to edit"),
            template.read_bytes(),
            file_name=template.name,
            mime="application/toml",
            icon=":material/download:",
        )
    return product


def _scenarios(product: Product, shipped: bool, ticks: bool) -> Choice:
    titles = {scenario.name: tr(scenario.title) for scenario in product.scenarios}
    names = list(titles)
    prefix = f"{session.SHIPPED if shipped else session.OWN}:{product.product.id}"
    reference = st.selectbox(
        tr(REFERENCE),
        names,
        index=session.from_address("reference", names, product.reference),
        format_func=titles.__getitem__,
        key=f"{prefix}:reference",
        help=GLOSSARY[REFERENCE],
        persist_state="session",
    )
    others = [name for name in names if name != reference]
    asked = chosen = session.many_from_address("scenarios", others)
    if ticks:
        heading = tr("Scenarios to compare with it")
        st.markdown(f":small[{heading}]")
        with st.container(gap="xsmall"):
            chosen = [name for name in others if _ticked(f"{prefix}:{reference}:{name}", titles[name], name in asked)]
    allocation = st.radio(
        tr("Recycled content is charged by"),
        ALLOCATIONS,
        index=session.from_address("allocation", ALLOCATIONS, "cutoff"),
        format_func=ALLOCATION_WORDS.__getitem__,
        captions=[ALLOCATION_HELP[rule] for rule in ALLOCATIONS],
        key="allocation",
        persist_state="session",
    )
    return Choice(product, shipped, reference, tuple(chosen), allocation)


def _ticked(key: str, title: str, default: bool) -> bool:
    return st.checkbox(plain(title), value=default, key=key, persist_state="session")
