from django.urls import path

from .views import desk, joining, members, members_writing

urlpatterns = [
    path("o/<slug:identifier>/collaboratives", joining.choose, name="choose_collaborative"),
    path("o/<slug:identifier>/collaboratives/<uid:uid>", joining.ask, name="ask_to_join"),
    path(
        "o/<slug:identifier>/collaboratives/<uid:uid>/leave",
        joining.leave,
        name="leave_collaborative",
    ),
    path(
        "o/<slug:identifier>/collaboratives/<uid:uid>/stay",
        joining.stay,
        name="stay_in_collaborative",
    ),
    path("j/<uid:uid>/accept", joining.accept, name="accept_join"),
    path("j/<uid:uid>/decline", joining.decline, name="decline_join"),
    path("j/<uid:uid>/undo", joining.undo, name="reconsider_join"),
    path("c/<uid:uid>/members", members.organisations, name="members"),
    path("c/<uid:uid>/members/people", members.people, name="members_people"),
    path("c/<uid:uid>/members/people/<uid:person>", members.change, name="change_member"),
    path("c/<uid:uid>/members/admit", members.admit, name="admit_member"),
    path("c/<uid:uid>/members/write", members_writing.write, name="write_to_members"),
    path("c/<uid:uid>/members/<slug:identifier>/end", members.end, name="end_member"),
    path("c/<uid:uid>/members/<slug:identifier>/keep", members.keep, name="keep_member"),
    path("j/<uid:uid>/withdraw", joining.withdraw, name="withdraw_join"),
    path("desk", desk.desks, name="desks"),
    path("c/<uid:uid>/desk", desk.desk, name="desk"),
    path("c/<uid:uid>/desk/quiet", desk.quiet, name="desk_quiet"),
    path("c/<uid:uid>/desk/undo/<uid:step>", desk.undo, name="desk_undo"),
    path("c/<uid:uid>/desk/<slug:source>/<slug:about>/why-not", desk.decline, name="desk_decline"),
    path("c/<uid:uid>/desk/<slug:source>/<slug:about>/<slug:what>", desk.step, name="desk_step"),
]
