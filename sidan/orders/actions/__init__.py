"""The only writers of orders. Each verb of states.VERBS is one function here."""

from sidan.orders.actions.asking import accept, claim, decline, dispatch, expire, open_pool, release
from sidan.orders.actions.calls import Caller, take_down
from sidan.orders.actions.catalogue import add_item, change_item, install_menu, switch_item
from sidan.orders.actions.erasing import (
    erase_orders_of,
    forget_photos_of,
    let_go,
    must_be_free,
    reduce_orders,
    sweep_photos,
)
from sidan.orders.actions.intake import Need, add_photo, merge, place, record, refer, reject, verify, withdraw
from sidan.orders.actions.leaving import leave
from sidan.orders.actions.plans import finish_plan, order_plan, plan_goes_on, save_plan, save_policy
from sidan.orders.actions.rating import Opinion, call_back, close_unrated, mark_unmet, rate, rework
from sidan.orders.actions.service import check_in, check_out
from sidan.orders.actions.sheets import confirm_sheet, type_sheet, withdraw_sheet
from sidan.orders.actions.times import reschedule
from sidan.orders.actions.timing import climb, climb_callback, widen
from sidan.orders.actions.together import follow, gather, part, seat, serve_together, staff

__all__ = [
    "Caller",
    "Need",
    "Opinion",
    "accept",
    "add_item",
    "add_photo",
    "call_back",
    "change_item",
    "check_in",
    "check_out",
    "claim",
    "climb",
    "climb_callback",
    "close_unrated",
    "confirm_sheet",
    "decline",
    "dispatch",
    "erase_orders_of",
    "expire",
    "finish_plan",
    "follow",
    "forget_photos_of",
    "gather",
    "install_menu",
    "leave",
    "let_go",
    "mark_unmet",
    "merge",
    "must_be_free",
    "open_pool",
    "order_plan",
    "part",
    "place",
    "plan_goes_on",
    "rate",
    "record",
    "reduce_orders",
    "refer",
    "reject",
    "release",
    "reschedule",
    "rework",
    "save_plan",
    "save_policy",
    "seat",
    "serve_together",
    "staff",
    "sweep_photos",
    "switch_item",
    "take_down",
    "type_sheet",
    "verify",
    "widen",
    "withdraw",
    "withdraw_sheet",
]
