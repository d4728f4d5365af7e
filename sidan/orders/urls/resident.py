from django.urls import URLPattern, path

from sidan.orders.views import menu, rating, wizard
from sidan.orders.views import resident as mine

resident: list[URLPattern] = [
    path("menu/", menu.menu, name="menu"),
    path("menu/<slug:code>/", menu.item, name="item"),
    path("order/", wizard.start, name="start"),
    path("order/whom/", wizard.whom, name="whom"),
    path("order/what/", wizard.what, name="what"),
    path("order/when/", wizard.when, name="when"),
    path("order/where/", wizard.where, name="where"),
    path("order/words/", wizard.words, name="words"),
    path("order/check/", wizard.check, name="check"),
    path("orders/", mine.mine, name="mine"),
    path("orders/<slug:public_id>/", mine.one, name="one"),
    path("orders/<slug:public_id>/done/", wizard.done, name="done"),
    path("orders/<slug:public_id>/again/", wizard.again, name="again"),
    path("orders/<slug:public_id>/reschedule/", mine.reschedule, name="reschedule"),
    path("orders/<slug:public_id>/withdraw/", mine.withdraw, name="withdraw"),
    path("orders/<slug:public_id>/not-again/<slug:assignment_id>/", mine.block, name="block"),
    path("orders/<slug:public_id>/photos/<slug:photo_id>/", mine.photo, name="photo"),
    path("orders/<slug:public_id>/rate/", rating.rate, name="rate"),
    path("rate/thanks/", rating.thanks, name="thanks"),
    path("rate/<slug:token>/", rating.rate_by_link, name="rate_by_link"),
    path("ask-the-station/", mine.ask_station, name="ask_station"),
]
