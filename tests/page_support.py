"""One page of the app in Streamlit's own test harness, without navigation."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

SECONDS = 90
BAG = "carrier-bag"


def opened(page: str, **address: str) -> AppTest:
    """The page of this module, with this address; the carrier bag unless the address says otherwise."""
    app = AppTest.from_string(f"from localca.pages import {page}\n{page}.page()", default_timeout=SECONDS)
    for name, value in {"product": BAG, **address}.items():
        app.query_params[name] = value
    return app.run()


def shown(app: AppTest) -> str:
    """All words on the page; a traceback fails the test."""
    assert not app.exception
    kinds = (app.title, app.header, app.markdown, app.info, app.error, app.warning)
    return "\n".join(str(item.value) for kind in kinds for item in kind)


def without_scenarios(app: AppTest) -> AppTest:
    """The page after every scenario was unticked."""
    for box in list(app.checkbox):
        box.uncheck()
    return app.run()


def key(app: AppTest, kind: str, ending: str) -> str:
    """The key of the one widget of a kind whose key ends so."""
    found = [str(item.key) for item in app.get(kind) if str(item.key).endswith(ending)]
    assert len(found) == 1, found
    return found[0]
