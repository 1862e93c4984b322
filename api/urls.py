"""Addresses of the API. Everything outside is a uuid, a code or a slug."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from api.views import (
    account,
    certificates,
    classes,
    courses,
    learning,
    reference,
    runs,
    targets,
    territory,
)

app_name = "api"

v1: list[URLPattern | URLResolver] = [
    path("auth/sign-up/", account.SignUp.as_view()),
    path("auth/sign-in/", account.SignIn.as_view()),
    path("auth/sign-out/", account.SignOut.as_view()),
    path("me/", account.Me.as_view()),
    path("units/", territory.Units.as_view()),
    path("units/<uuid:uuid>/", territory.UnitDetail.as_view()),
    path("courses/", courses.Courses.as_view()),
    path("courses/<slug:slug>/", courses.CourseDetail.as_view()),
    path("courses/<slug:slug>/draft/", courses.CourseDraft.as_view()),
    path("courses/<slug:slug>/editions/", courses.Editions.as_view()),
    path("courses/<slug:slug>/editions/current/", courses.CurrentEdition.as_view()),
    path("assets/", courses.Assets.as_view()),
    path("runs/", runs.Runs.as_view()),
    path("runs/<slug:code>/", runs.RunDetail.as_view()),
    path("runs/<slug:code>/close/", runs.RunClose.as_view()),
    path("runs/<slug:code>/edition/", runs.RunEdition.as_view()),
    path("runs/<slug:code>/files/", runs.RunFiles.as_view()),
    path("runs/<slug:code>/entry-links/", runs.RunEntryLinks.as_view()),
    path("runs/<slug:code>/classes/", classes.Classes.as_view()),
    path("runs/<slug:code>/classes/preview/", classes.ClassPreview.as_view()),
    path("entry-links/<slug:code>/visit/", runs.EntryLinkVisit.as_view()),
    path("entry-links/<slug:code>/revoke/", runs.EntryLinkRevoke.as_view()),
    path("entry-links/<slug:code>/qr.png", runs.EntryLinkQrPng.as_view()),
    path("entry-links/<slug:code>/qr.svg", runs.EntryLinkQrSvg.as_view()),
    path("entry-links/<slug:code>/poster.pdf", runs.EntryLinkPoster.as_view()),
    path("enrollments/", learning.Enrollments.as_view()),
    path("enrollments/<uuid:uuid>/", learning.EnrollmentDetail.as_view()),
    path("enrollments/<uuid:uuid>/facts/", learning.Facts.as_view()),
    path("enrollments/<uuid:uuid>/attempts/", learning.Attempts.as_view()),
    path("attempts/<uuid:uuid>/", learning.AttemptDetail.as_view()),
    path("attempts/<uuid:uuid>/responses/", learning.AttemptResponses.as_view()),
    path("attempts/<uuid:uuid>/submit/", learning.AttemptSubmit.as_view()),
    path("sessions/", classes.Sessions.as_view()),
    path("completions/", classes.Completions.as_view()),
    path("completions/<uuid:uuid>/certificate/", certificates.CompletionCertificate.as_view()),
    path("certificates/", certificates.Certificates.as_view()),
    path("certificates/<slug:code>/", certificates.CertificateDetail.as_view()),
    path("certificates/<slug:code>/pdf/", certificates.CertificatePdf.as_view()),
    path("certificates/<slug:code>/revoke/", certificates.CertificateRevoke.as_view()),
    path("verify/<slug:code>/", certificates.Verify.as_view()),
    path("targets/", targets.Targets.as_view()),
    path("targets/<slug:code>/attainment/", targets.TargetAttainment.as_view()),
    path("schema/", reference.Schema.as_view(), name="schema"),
    path("docs/", reference.Docs.as_view(), name="docs"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", include(v1)),
    re_path(r"^", reference.Unknown.as_view()),
]
