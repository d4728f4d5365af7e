"""The API: the same rules as the pages, for programs. /api/openapi.json says what there is."""

from ninja.renderers import JSONRenderer

from sidan.api import desk, menu, offers, orders, pool, session, sessions, sheets, work
from sidan.api.document import DocumentedApi
from sidan.api.gate import Session
from sidan.api.problems import add_handlers


class Utf8(JSONRenderer):
    """Chinese as it is, not as escapes three times as long."""

    json_dumps_params = {"ensure_ascii": False}


api = DocumentedApi(
    title="sidan",
    version="1",
    description="点单 派单 接单 评单 for programs. Session cookie and X-CSRFToken; a No is application/problem+json.",
    auth=Session(),
    renderer=Utf8(),
    docs_url=None,  # its page would load scripts from elsewhere
)
add_handlers(api)
api.add_router("/session", session.router)
api.add_router("/menu", menu.router)
api.add_router("/orders", orders.router)
api.add_router("/offers", offers.router)
api.add_router("/pool", pool.router)
api.add_router("/work", work.router)
api.add_router("/desk", desk.router)
api.add_router("/sheets", sheets.router)
api.add_router("/sessions", sessions.router)
