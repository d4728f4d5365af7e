from django.urls import URLPattern, path

from sidan.activities.views import preview, public_here, public_mine, public_outputs, public_session, public_sign_up
from sidan.activities.views import public_week as week

ONE = "activities/<slug:public_id>/"
WEEK = "week/<slug:monday>/"
PREVIEW = "desk/preview/<slug:public_id>/"

public: list[URLPattern] = [
    path("week/", week.week, name="week"),
    path("week/feed.xml", public_outputs.rss, name="rss"),
    path("week/feed.json", public_outputs.json_feed, name="json_feed"),
    path(WEEK, week.week, name="week_of"),
    path(f"{WEEK}take/", public_outputs.outputs, name="outputs"),
    path(f"{WEEK}text/", public_outputs.text, name="text"),
    path(f"{WEEK}aloud/", public_outputs.aloud, name="aloud"),
    path(f"{WEEK}paper/<slug:name>/", public_outputs.paper, name="paper"),
    path("calendar/<slug:code>.ics", public_outputs.calendar, name="calendar"),
    path(ONE, public_session.session, name="session"),
    path(f"{ONE}calendar.ics", public_outputs.session_calendar, name="session_calendar"),
    path(f"{ONE}sign-up/", public_sign_up.sign_up, name="sign_up"),
    path(f"{ONE}signed-up/", public_sign_up.guest_signed_up, name="guest_signed_up"),
    path(f"{ONE}here/", public_here.here, name="here"),
    path("my-sign-up/<slug:token>/", public_sign_up.by_link, name="by_link"),
    path("my-activities/", public_mine.mine, name="mine"),
    path("my-activities/<slug:public_id>/", public_mine.signed_up, name="signed_up"),
    path("my-activities/<slug:public_id>/leave/", public_mine.leave, name="leave"),
    path("my-activities/<slug:public_id>/come-back/", public_mine.come_back, name="come_back"),
    path("kiosk/activities/", public_here.at_kiosk, name="at_kiosk"),
    path("desk/preview/", preview.previews, name="desk_previews"),
    path(PREVIEW, preview.preview, name="desk_preview"),
    path(f"{PREVIEW}words/", preview.words, name="desk_preview_words"),
    path(f"{PREVIEW}publish/", preview.publish, name="desk_preview_publish"),
    path(f"{PREVIEW}sessions/<slug:session_id>/", preview.change, name="desk_preview_change"),
    path(f"{PREVIEW}as/<slug:name>/", preview.as_it_will_be, name="desk_preview_as"),
]
