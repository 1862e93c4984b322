"""Pages that need no account: the catalogue, a course, a short link, verification."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from certificates.codes import group_code
from certificates.errors import CertificateNotFound
from certificates.selectors import get_verification
from courses.selectors import get_course, get_document, list_courses
from enrollment.selectors import find_own_enrollment, get_run, list_open_runs
from enrollment.services.entry import count_visit
from web.http import PageRequest

ENTRY_COOKIE = "entry"


@require_safe
def home(request: PageRequest) -> HttpResponse:
    search = request.GET.get("q", "").strip()[:100]
    courses = list_courses(visible_to=request.viewer, search=search)[:60]
    template = "web/course_list.html" if request.htmx else "web/home.html"
    response = render(request, template, {"courses": courses, "search": search})
    patch_vary_headers(response, ["HX-Request"])
    return response


@require_safe
def course(request: PageRequest, slug: str) -> HttpResponse:
    """A course as anyone may see it, and the way in."""
    found = get_course(slug, visible_to=request.viewer)
    runs = list(list_open_runs(found.id))
    run = next((one for one in runs if one.code == request.GET.get("dot")), None)
    if request.GET.get("dot") and run is None:
        run = get_run(request.GET["dot"], visible_to=request.viewer)
    run = run or (runs[0] if runs else None)
    edition_id = run.edition_id if run else found.current_edition_id
    context = {
        "course": found,
        "run": run,
        "document": get_document(edition_id) if edition_id else None,
        "enrollment": find_own_enrollment(request.viewer.person, run) if run else None,
    }
    return render(request, "web/course.html", context)


@require_GET
@never_cache
def entry(_request: HttpRequest, code: str) -> HttpResponse:
    """A short link: the visit is counted, and the course opens."""
    link = count_visit(code=code)
    response = redirect(f"/khoa-hoc/{link.run.course.slug}/?dot={link.run.code}")
    response.set_cookie(ENTRY_COOKIE, link.code, max_age=7 * 86_400, httponly=True, samesite="Lax")
    return response


@require_safe
def verify(request: PageRequest, code: str = "") -> HttpResponse:
    """The state of a certificate, for anyone, with the least data."""
    asked = (code or request.GET.get("code", "")).strip()[:64]
    if not code and asked:
        return redirect("web:verify", code=asked)
    context: dict[str, object] = {"asked": asked, "verification": None, "unknown": False}
    status = 200
    if asked:
        try:
            found = get_verification(asked)
            context |= {"verification": found, "grouped": group_code(found.code)}
        except CertificateNotFound:
            context["unknown"], status = True, 404
    return render(request, "web/verify.html", context, status=status)


@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """The floor of every measurement: no query, no session."""
    return JsonResponse({"status": "ok"})


@require_safe
def design(request: PageRequest) -> HttpResponse:
    return render(request, "web/design.html")
