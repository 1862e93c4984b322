"""Sign-up, sign-in, sign-out, language and theme."""

from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from common.clock import today
from common.errors import DomainError, InvalidInput
from people.errors import SignInInvalid, WrongCredentials
from people.models import Account
from people.services import register_learner
from people.signin import normalize_sign_in
from territory.models import Level
from territory.selectors import describe_units, search_units
from web.forms import SignInForm, SignUpForm, show_problem
from web.http import PageRequest


def _next_url(request: HttpRequest, wanted: str) -> str:
    """The local page asked for, or the learner's courses: never another site."""
    if wanted and url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        return wanted
    return reverse("web:my_courses")


@require_http_methods(["GET", "POST"])
def sign_up(request: PageRequest) -> HttpResponse:
    form = SignUpForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    if request.method == "POST" and form.is_valid():
        account = _register(form)
        if account:
            login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect(_next_url(request, form.cleaned_data["next"]))
    status = 400 if form.errors else 200
    return render(request, "web/sign_up.html", {"form": form}, status=status)


def _register(form: SignUpForm) -> Account | None:
    asked = {
        name: form.cleaned_data[name]
        for name in ("full_name", "sign_in", "password", "unit", "category")
    }
    try:
        return register_learner(**asked)
    except SignInInvalid as problem:
        form.add_error("sign_in", problem.detail)
    except InvalidInput as problem:
        show_problem(form, problem)
    except DomainError as problem:
        form.add_error("sign_in", problem.detail)
    return None


@require_http_methods(["GET", "POST"])
def sign_in(request: PageRequest) -> HttpResponse:
    form = SignInForm(request.POST or None, initial={"next": request.GET.get("next", "")})
    if request.method == "POST" and form.is_valid():
        account = _authenticate(request, form)
        if account:
            login(request, account)
            return redirect(_next_url(request, form.cleaned_data["next"]))
        form.add_error(None, WrongCredentials().detail)
    status = 400 if form.errors else 200
    return render(request, "web/sign_in.html", {"form": form}, status=status)


def _authenticate(request: HttpRequest, form: SignInForm) -> Account | None:
    try:
        name = normalize_sign_in(form.cleaned_data["sign_in"])
    except SignInInvalid:
        return None
    found = authenticate(request, username=name, password=form.cleaned_data["password"])
    return found if isinstance(found, Account) else None


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return redirect("web:home")


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device says."""
    theme = request.POST.get("theme", "")
    response = HttpResponseRedirect(_back(request))
    if theme in {"light", "dark"}:
        response.set_cookie("theme", theme, max_age=365 * 86_400, samesite="Lax")
    else:
        response.delete_cookie("theme")
    return response


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else "/"


@require_GET
def unit_suggestions(request: HttpRequest) -> HttpResponse:
    """Places whose name has what was typed, for the field on the sign-up page."""
    text = request.GET.get("unit", "").split(",")[0].strip()[:60]
    units = search_units(text, on=today(), level=Level.COMMUNE, limit=8) if len(text) > 1 else []
    names = describe_units(units, today())
    return render(request, "web/unit_suggestions.html", {"names": list(names.values())})
