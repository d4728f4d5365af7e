"""Orders and what belongs to them."""

from sidan.orders.models.asking import Assignment, Offer, Proof
from sidan.orders.models.catalogue import Category, Item, ItemOff, TwoPeople
from sidan.orders.models.order import Order, OrderEvent, Photo, ReferredTo
from sidan.orders.models.plans import PlanState, SavedPlan, StreetPolicy
from sidan.orders.models.rating import Callback, CallbackKind, CallbackResult, Rating, RatingTag
from sidan.orders.models.sheets import DaySheet, DaySheetLine

__all__ = [
    "Assignment",
    "Callback",
    "CallbackKind",
    "CallbackResult",
    "Category",
    "DaySheet",
    "DaySheetLine",
    "Item",
    "ItemOff",
    "Offer",
    "Order",
    "OrderEvent",
    "Photo",
    "PlanState",
    "Proof",
    "Rating",
    "RatingTag",
    "ReferredTo",
    "SavedPlan",
    "StreetPolicy",
    "TwoPeople",
]
