"""Addresses of the pages. What stands on paper is short and stays: /q/CODE and /verify/CODE."""

from django.urls import path, re_path
from django.views.i18n import set_language

from web.views import account, files, learning, manage, network, public, teams, territory

app_name = "web"

urlpatterns = [
    path("", public.home, name="home"),
    path("health/", public.health, name="health"),
    re_path(r"^q/(?P<code>[0-9A-Za-z]{1,16})/?$", public.entry, name="entry"),
    path("verify/", public.verify, name="verify_form"),
    re_path(r"^verify/(?P<code>[0-9A-Za-z -]{1,40})/?$", public.verify, name="verify"),
    path("khoa-hoc/<slug:slug>/", public.course, name="course"),
    path("thiet-ke/", public.design, name="design"),
    path("files/<path:key>", files.stored_file, name="file"),
    path("dang-ky/", account.sign_up, name="sign_up"),
    path("dang-nhap/", account.sign_in, name="sign_in"),
    path("dang-xuat/", account.sign_out, name="sign_out"),
    path("giao-dien/", account.set_theme, name="set_theme"),
    path("don-vi/", account.unit_suggestions, name="unit_suggestions"),
    path("hoc/", learning.my_courses, name="my_courses"),
    path("hoc/<slug:run_code>/", learning.learn, name="learn"),
    path("hoc/<slug:run_code>/ghi-danh/", learning.enroll, name="enroll"),
    path("hoc/<slug:run_code>/tien-do/", learning.record_facts, name="record_facts"),
    path("hoc/<slug:run_code>/<slug:key>/", learning.activity, name="activity"),
    path("hoc/<slug:run_code>/<slug:key>/da-hoc/", learning.declare_played, name="declare_played"),
    path("hoc/<slug:run_code>/<slug:key>/lam-bai/", learning.start_quiz, name="start_quiz"),
    path("hoc/<slug:run_code>/<slug:key>/nop-bai/", learning.submit_quiz, name="submit_quiz"),
    path("chung-nhan/", learning.my_certificates, name="my_certificates"),
    path("chung-nhan/<slug:code>.pdf", learning.certificate_pdf, name="certificate_pdf"),
    path("quan-ly/", manage.manage, name="manage"),
    path("quan-ly/chi-tieu/<slug:code>/", manage.target, name="target"),
    path("quan-ly/dot/<slug:run_code>/", manage.run, name="manage_run"),
    path("quan-ly/dot/<slug:run_code>/lop/", manage.record, name="record_class"),
    path("quan-ly/lien-ket/<slug:code>/thu-hoi/", manage.revoke_link, name="revoke_link"),
    re_path(
        r"^quan-ly/lien-ket/(?P<code>[0-9A-Za-z]{1,16})\.(?P<ending>png|svg|pdf)$",
        manage.link_file,
        name="link_file",
    ),
    path("dia-gioi/", territory.country, name="country"),
    path("dia-gioi/<uuid:uuid>/", territory.unit, name="unit"),
    path("quan-ly/dia-gioi/", territory.changes, name="territory_changes"),
    path("quan-ly/dia-gioi/moi/", territory.new_change, name="new_territory_change"),
    path("quan-ly/dia-gioi/<uuid:uuid>/hoan-tac/", territory.undo, name="undo_territory_change"),
    path("quan-ly/mang-luoi/", network.network, name="network"),
    path("quan-ly/to/", teams.teams, name="teams"),
    path("quan-ly/to/moi/", teams.found, name="found_team"),
    path("quan-ly/to/chua-phan-bo/", teams.unassigned, name="unassigned_teams"),
    path("quan-ly/to/<uuid:uuid>/", teams.team, name="team"),
    path("quan-ly/to/<uuid:uuid>/thanh-vien/", teams.join, name="join_team"),
    path("quan-ly/to/<uuid:uuid>/giai-the/", teams.dissolve, name="dissolve_team"),
    path("quan-ly/thanh-vien/<uuid:uuid>/ket-thuc/", teams.leave, name="leave_team"),
    path("ngon-ngu/", set_language, name="set_language"),
]
