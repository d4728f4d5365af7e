from django.urls import URLPattern, path

from sidan.activities.views import rooms_book as book
from sidan.activities.views import rooms_decide as decide
from sidan.activities.views import rooms_desk as desk
from sidan.activities.views import rooms_public as public
from sidan.activities.views import rooms_year as year

AT = "desk/facilities/"

rooms: list[URLPattern] = [
    path("facilities/", public.facilities, name="facilities"),
    path("facilities/<slug:public_id>/", public.facility, name="facility"),
    path("facilities/<slug:public_id>/book/", book.book, name="book"),
    path("facilities/<slug:public_id>/photos/<slug:photo_id>/", public.photo, name="facility_photo"),
    path("bookings/", book.mine, name="my_bookings"),
    path("bookings/<slug:public_id>/withdraw/", book.withdraw, name="withdraw_booking"),
    path(AT, desk.listing, name="desk_facilities"),
    path(f"{AT}new/", desk.new, name="desk_facility_new"),
    path(f"{AT}week/", desk.week, name="desk_facilities_week"),
    path(f"{AT}<slug:public_id>/", desk.one, name="desk_facility"),
    path(f"{AT}<slug:public_id>/change/", desk.change, name="desk_facility_change"),
    path(f"{AT}<slug:public_id>/shut/", desk.shut, name="desk_facility_shut"),
    path(f"{AT}<slug:public_id>/photos/", desk.add_photo, name="desk_facility_add_photo"),
    path(f"{AT}<slug:public_id>/photos/<slug:photo_id>/drop/", desk.drop_photo, name="desk_facility_drop_photo"),
    path("desk/bookings/", decide.desk, name="desk_bookings"),
    path("desk/bookings/<slug:public_id>/", decide.desk_one, name="desk_booking"),
    path("desk/bookings/<slug:public_id>/decide/", decide.decide, name="decide_booking"),
    path("desk/year/", year.year, name="desk_year"),
]
