from django.urls import URLPattern, path

from sidan.orders.views import callbacks, catalogue, intake, person, sheets, together
from sidan.orders.views import desk as order
from sidan.orders.views import desk_verbs as verbs

ORDER = "desk/orders/<slug:public_id>/"
WORK = "desk/work/<slug:public_id>/"

desk: list[URLPattern] = [
    path(ORDER, order.one, name="desk_order"),
    path(f"{ORDER}reveal/", order.reveal, name="desk_reveal"),
    path(f"{ORDER}photos/<slug:photo_id>/", order.photo, name="desk_photo"),
    path(f"{ORDER}verify/", order.verify, name="desk_verify"),
    path(f"{ORDER}pool/", order.open_pool, name="desk_pool"),
    path(f"{ORDER}ask/", order.ask, name="desk_ask"),
    path(f"{ORDER}ask-team/", order.ask_team, name="desk_ask_team"),
    path(f"{ORDER}reject/", verbs.say, {"verb": "reject"}, name="desk_reject"),
    path(f"{ORDER}refer/", verbs.say, {"verb": "refer"}, name="desk_refer"),
    path(f"{ORDER}withdraw/", verbs.say, {"verb": "withdraw"}, name="desk_withdraw"),
    path(f"{ORDER}rework/", verbs.say, {"verb": "rework"}, name="desk_rework"),
    path(f"{ORDER}reschedule/", verbs.say, {"verb": "reschedule"}, name="desk_reschedule"),
    path(f"{ORDER}unmet/", verbs.say, {"verb": "mark_unmet"}, name="desk_unmet"),
    path(f"{ORDER}merge/", verbs.merge, name="desk_merge"),
    path(f"{ORDER}gather/", together.gather, name="desk_gather"),
    path(f"{ORDER}rate/", verbs.rate, name="desk_rate"),
    path(f"{WORK}release/", verbs.release, name="desk_release"),
    path(f"{WORK}check-in/", verbs.check_in, name="desk_check_in"),
    path(f"{WORK}check-out/", verbs.check_out, name="desk_check_out"),
    path("desk/together/", together.together, name="together"),
    path("desk/together/<slug:code>/", together.one_day, name="one_day"),
    path("desk/activities/<slug:public_id>/volunteers/", together.staff_session, name="staff"),
    path("desk/people/<slug:public_id>/", person.one, name="desk_person"),
    path("desk/people/<slug:public_id>/reveal/", person.reveal, name="reveal_person"),
    path("desk/intake/", intake.intake, name="intake"),
    path("desk/intake/found/", intake.found, name="intake_found"),
    path("desk/intake/pick/", intake.pick, name="intake_pick"),
    path("desk/intake/repeat/", intake.repeat, name="intake_repeat"),
    path("desk/intake/<slug:public_id>/done/", intake.done, name="intake_done"),
    path("desk/sheets/", sheets.every, name="sheets"),
    path("desk/sheets/new/", sheets.new, name="sheet_new"),
    path("desk/sheets/blank/", sheets.blank, name="sheet_blank"),
    path("desk/sheets/<slug:public_id>/", sheets.one, name="sheet"),
    path("desk/sheets/<slug:public_id>/confirm/", sheets.confirm, name="sheet_confirm"),
    path("desk/sheets/<slug:public_id>/withdraw/", sheets.withdraw, name="sheet_withdraw"),
    path("desk/catalogue/", catalogue.every, name="catalogue"),
    path("desk/catalogue/new/", catalogue.new, name="catalogue_new"),
    path("desk/catalogue/<slug:code>/", catalogue.edit, name="catalogue_item"),
    path("desk/catalogue/<slug:code>/switch/", catalogue.switch, name="catalogue_switch"),
    path("desk/callbacks/", callbacks.every, name="callbacks"),
    path("desk/callbacks/<slug:public_id>/", callbacks.one, name="callback"),
    path("desk/callbacks/<slug:public_id>/reveal/", callbacks.reveal, name="callback_reveal"),
]
