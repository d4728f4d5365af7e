from django.urls import URLPattern, path

from sidan.activities.views import (
    desk_finish,
    desk_lectures,
    desk_list,
    desk_people,
    desk_plan,
    desk_series,
    desk_session,
    desk_verbs,
)

AT = "desk/activities/"
ONE = f"{AT}<slug:public_id>/"
LECTURES = "desk/lectures/"

desk: list[URLPattern] = [
    path(AT, desk_list.listed, name="desk_list"),
    path(f"{AT}week/", desk_list.week, name="desk_week"),
    path(f"{AT}week/print/", desk_list.week_sheet, name="desk_week_sheet"),
    path(f"{AT}new/", desk_plan.new, name="desk_new"),
    path(f"{AT}sign-ups/<slug:public_id>/", desk_people.mark, name="desk_mark"),
    path(ONE, desk_session.one, name="desk_session"),
    path(f"{ONE}reveal/", desk_session.reveal, name="desk_session_reveal"),
    path(f"{ONE}publish/", desk_session.publish, name="desk_session_publish"),
    path(f"{ONE}change/", desk_verbs.change, name="desk_session_change"),
    path(f"{ONE}series/", desk_series.series, name="desk_session_series"),
    path(f"{ONE}rhythm/", desk_series.rhythm, name="desk_session_rhythm"),
    path(f"{ONE}cancel/", desk_verbs.cancel, name="desk_session_cancel"),
    path(f"{ONE}copy/", desk_verbs.copy, name="desk_session_copy"),
    path(f"{ONE}lecturer/", desk_verbs.lecturer, name="desk_session_lecturer"),
    path(f"{ONE}leader/", desk_verbs.leader, name="desk_session_leader"),
    path(f"{ONE}sign-up/", desk_people.sign_up, name="desk_session_sign_up"),
    path(f"{ONE}people/", desk_people.people, name="desk_session_people"),
    path(f"{ONE}walk-in/", desk_people.walk_in, name="desk_session_walk_in"),
    path(f"{ONE}paper/", desk_people.paper, name="desk_session_paper"),
    path(f"{ONE}sheet/", desk_session.sheet, name="desk_session_sheet"),
    path(f"{ONE}door/", desk_session.door, name="desk_session_door"),
    path(f"{ONE}finish/", desk_finish.finish, name="desk_session_finish"),
    path(f"{ONE}photos/<slug:photo_id>/", desk_session.photo, name="desk_session_photo"),
    path(f"{ONE}photos/<slug:photo_id>/remove/", desk_session.remove_photo, name="desk_session_photo_remove"),
    path(LECTURES, desk_lectures.lectures, name="desk_lectures"),
    path(f"{LECTURES}lecturers/new/", desk_lectures.new, name="desk_lecturer_new"),
    path(f"{LECTURES}lecturers/<slug:public_id>/", desk_lectures.lecturer, name="desk_lecturer"),
    path(f"{LECTURES}lecturers/<slug:public_id>/change/", desk_lectures.change, name="desk_lecturer_change"),
    path(f"{LECTURES}lecturers/<slug:public_id>/reveal/", desk_lectures.reveal, name="desk_lecturer_reveal"),
    path(f"{LECTURES}lecturers/<slug:public_id>/end/", desk_lectures.end, name="desk_lecturer_end"),
]
