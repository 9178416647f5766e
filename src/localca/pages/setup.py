"""What to compare: the choices in the sidebar, kept in the page's address."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from localca import product_file, session
from localca.product import Product
from localca.recycling import Allocation
from localca.wording import ALLOCATION_HELP, ALLOCATION_WORDS, GLOSSARY, plain

FIRST = "carrier-bag"
ALLOCATIONS: tuple[Allocation, ...] = ("cutoff", "cff")


@dataclass(frozen=True)
class Choice:
    """What the reader chose to compare."""

    product: Product
    shipped: bool
    reference: str
    scenarios: tuple[str, ...]
    allocation: Allocation

    def keep(self, category: str) -> None:
        """Write the choice into the page's address; an uploaded product is not in it."""
        every = len(self.scenarios) == len(self.product.scenarios) - 1
        session.keep_address(
            category=category,
            reference=self.reference,
            **({"product": self.product.product.id} if self.shipped else {}),
            **({} if every else {"scenarios": self.scenarios}),
            **({} if self.allocation == "cutoff" else {"allocation": self.allocation}),
        )


def choose() -> Choice | None:
    """The choices of the sidebar; None, with an explanation on the page, while there is no product."""
    with st.sidebar:
        st.markdown("#### What to compare")
        st.session_state.setdefault(session.ORIGIN, session.SHIPPED)
        origin = st.segmented_control(
            "Product from",
            [session.SHIPPED, session.OWN],
            format_func={session.SHIPPED: "Examples", session.OWN: "Your file"}.__getitem__,
            key=session.ORIGIN,
            required=True,
            persist_state="session",
        )
        if origin == session.SHIPPED:
            product: Product | None = _shipped()
    if origin == session.OWN:
        product = _uploaded()
    if product is None:
        return None
    with st.sidebar:
        return _scenarios(product, origin == session.SHIPPED)


def _shipped() -> Product:
    names = list(product_file.shipped_products())
    products = {name: session.shipped_product(name) for name in names}
    chosen = st.selectbox(
        "Product",
        names,
        index=session.from_address("product", names, FIRST if FIRST in names else names[0]),
        format_func=lambda name: products[name].product.title,
        key="product",
        persist_state="session",
    )
    return products[chosen]


def _uploaded() -> Product | None:
    with st.sidebar:
        st.file_uploader(
            "Product file (TOML)",
            type=["toml"],
            key=session.FILE,
            on_change=session.keep_upload,
            max_upload_size=1,
        )
    product = None
    with session.guard("This file cannot be used"):
        product = session.uploaded_product()
        if product is None:
            st.title("Compare your own product", anchor=False)
            st.info(
                "**No product file yet.** Choose a TOML file in the sidebar, or start from this example.",
                icon=":material/upload_file:",
            )
    if product is None:
        template = next(iter(product_file.shipped_products().values()))
        st.download_button(
            "Download an example to edit",
            template.read_bytes(),
            file_name=template.name,
            mime="application/toml",
            icon=":material/download:",
        )
    return product


def _scenarios(product: Product, shipped: bool) -> Choice:
    titles = {scenario.name: scenario.title for scenario in product.scenarios}
    names = list(titles)
    prefix = f"{session.SHIPPED if shipped else session.OWN}:{product.product.id}"
    reference = st.selectbox(
        "Reference",
        names,
        index=session.from_address("reference", names, product.reference),
        format_func=titles.__getitem__,
        key=f"{prefix}:reference",
        help=GLOSSARY["Reference"],
        persist_state="session",
    )
    others = [name for name in names if name != reference]
    asked = session.many_from_address("scenarios", others)
    st.markdown(":small[Scenarios to compare with it]")
    with st.container(gap="xsmall"):
        chosen = [name for name in others if _ticked(f"{prefix}:{reference}:{name}", titles[name], name in asked)]
    allocation = st.radio(
        "Recycled content is charged by",
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
