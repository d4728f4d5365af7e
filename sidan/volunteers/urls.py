from django.urls import path

from sidan.volunteers.views import desk, joining, own, teams, times, vouching

app_name = "volunteers"

_own = [
    path("volunteer/", own.overview, name="me"),
    path("volunteer/join/", joining.start, name="join"),
    path("volunteer/join/agree/", joining.agree, name="join_agree"),
    path("volunteer/join/done/", joining.joined, name="joined"),
    path("volunteer/join/<slug:name>/", joining.step, name="join_step"),
    path("volunteer/pause/", own.pause, name="pause"),
    path("volunteer/resume/", own.resume, name="resume"),
    path("volunteer/profile/", own.profile, name="profile"),
    path("volunteer/papers/", own.declare, name="declare"),
    path("volunteer/papers/<slug:kind>/drop/", own.drop, name="drop"),
    path("volunteer/blocks/<slug:public_id>/lift/", own.unblock, name="unblock"),
    path("volunteer/availability/", times.availability, name="availability"),
    path("volunteer/availability/days/", times.add_exception, name="add_exception"),
    path("volunteer/availability/days/remove/", times.remove_exceptions, name="remove_exceptions"),
    path("volunteer/team/<slug:public_id>/", own.team, name="team"),
    path("volunteer/team/<slug:public_id>/leave/", own.leave_team, name="leave_team"),
]

_desk = [
    path("desk/volunteers/", desk.listing, name="desk_list"),
    path("desk/volunteers/invite/", desk.invite, name="invite"),
    path("desk/volunteers/<slug:public_id>/", desk.one, name="desk_one"),
    path("desk/volunteers/<slug:public_id>/contact/", desk.contact, name="contact"),
    path("desk/volunteers/<slug:public_id>/papers/<slug:kind>/", vouching.check_paper, name="check_paper"),
    path(
        "desk/volunteers/<slug:public_id>/papers/<slug:kind>/withdraw/", vouching.withdraw_paper, name="withdraw_paper"
    ),
    path("desk/volunteers/<slug:public_id>/insurance/", vouching.insurance, name="insurance"),
    path("desk/volunteers/<slug:public_id>/guardian/", vouching.guardian, name="guardian"),
    path("desk/volunteers/<slug:public_id>/guardian/revoke/", vouching.revoke_guardian, name="revoke_guardian"),
]

_teams = [
    path("desk/teams/", teams.listing, name="teams"),
    path("desk/teams/new/", teams.new, name="new_team"),
    path("desk/teams/<slug:public_id>/", teams.one, name="desk_team"),
    path("desk/teams/<slug:public_id>/change/", teams.change, name="change_team"),
    path("desk/teams/<slug:public_id>/stage/", teams.set_stage, name="team_stage"),
    path("desk/teams/<slug:public_id>/members/<slug:volunteer_id>/add/", teams.add_member, name="add_member"),
    path("desk/teams/<slug:public_id>/members/<slug:volunteer_id>/remove/", teams.remove_member, name="remove_member"),
    path("desk/teams/<slug:public_id>/members/<slug:volunteer_id>/lead/", teams.name_leader, name="name_leader"),
]

urlpatterns = [*_own, *_desk, *_teams]
