from django.urls import URLPattern, path

from sidan.orders.views.volunteer import leaving, offers, pool, work

volunteer: list[URLPattern] = [
    path("volunteer/offers/", offers.offers, name="offers"),
    path("volunteer/offers/<slug:public_id>/", offers.team_offer, name="team_offer"),
    path("volunteer/offers/<slug:public_id>/accept/", offers.accept, name="accept"),
    path("volunteer/offers/<slug:public_id>/decline/", offers.decline, name="decline"),
    path("volunteer/pool/", pool.pool, name="pool"),
    path("volunteer/pool/<slug:public_id>/claim/", pool.claim, name="claim"),
    path("volunteer/leave/", leaving.leave, name="leave"),
    path("volunteer/history/", work.history, name="history"),
    path("volunteer/work/<slug:public_id>/", work.work, name="work"),
    path("volunteer/work/<slug:public_id>/photos/<slug:photo_id>/", work.photo, name="work_photo"),
    path("volunteer/work/<slug:public_id>/check-in/", work.check_in, name="check_in"),
    path("volunteer/work/<slug:public_id>/check-out/", work.check_out, name="check_out"),
    path("volunteer/work/<slug:public_id>/release/", work.release, name="release"),
    path("volunteer/work/<slug:public_id>/not-again/", work.apart, name="apart"),
]
