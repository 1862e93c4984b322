"""Who asks and what for: names as people type them, a manager of each branch, lists of the API."""

import time

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from knox.models import AuthToken

from common.clock import today
from people.models import Account, Category, Role
from people.selectors.search import search_persons
from people.services import grant_role, register_learner
from people.viewer import EVERYTHING, Viewer, get_viewer
from territory.models import Level, Unit
from territory.selectors import get_unit, list_children

PROVINCE = "01"
PASSWORD = "Do-Toc-Do-26"  # noqa: S105 - of accounts that exist for a measurement
TYPED = (
    *("nguyen van an", "nguyen thi", "tran van hung", "le thi huong", "pham minh", "hoang"),
    *("nguyen an", "an", "ha", "y", "h'", "sung a", "vang thi my", "lo van", "thach sa ray"),
    *("nong thi hang", "dang van dung", "bui thi thu ha", "ngo quang vinh", "do duc minh"),
    *("Nguyễn Thị Ánh", "Trần Đức", "Lê Văn Quý", "hung", "thi thu huong", "nguyen duc a"),
    *("nguyen van", "tran thi b", "khong ai ten nay", "y moan", "ro cham", "vu van tuan"),
    *("phan", "giang thi mai", "quang lo", "ly thi hoa"),
)
LISTS = {
    "people": "/api/v1/people/?",
    "people_by_name": "/api/v1/people/?search=nguyen+van&",
    "teams": "/api/v1/teams/?",
    "waiting_teams": "/api/v1/teams/unassigned/?",
    "units": "/api/v1/units/?level=commune&",
}


def list_viewers() -> dict[str, Viewer]:
    """Who sees the whole country, one of its largest provinces, and one commune of that."""
    province = get_unit(level=Level.PROVINCE, code=PROVINCE, on=today())
    node = list_children(province.pk, today())[0]
    commune = get_unit(level=Level.COMMUNE, code=node.code, on=today())
    return {
        "country": EVERYTHING,
        "province": get_viewer(_make_manager("tinh", commune, province)),
        "commune": get_viewer(_make_manager("xa", commune, commune)),
    }


def _make_manager(name: str, home: Unit, branch: Unit | None) -> Account:
    account = register_learner(
        full_name="Vũ Minh Đức",
        sign_in=f"do-{name}@hocso.example",
        password=PASSWORD,
        unit=home,
        category=Category.CIVIL_SERVANT,
    )
    grant_role(account=account, role=Role.TRAINING_MANAGER, branch=branch, by=None)
    return account


def search_all(viewer: Viewer) -> list[float]:
    """Each of the names searched once; how many seconds each took."""
    took = []
    for text in TYPED:
        began = time.perf_counter()
        search_persons(text, visible_to=viewer)
        took.append(time.perf_counter() - began)
    return took


def issue_token() -> str:
    """A token of a manager of the whole country."""
    province = get_unit(level=Level.PROVINCE, code=PROVINCE, on=today())
    _instance, token = AuthToken.objects.create(_make_manager("ca-nuoc", province, None))
    return str(token)


def count_queries(path: str, token: str, rows: int) -> int:
    """Of one page of so many rows, once everything that is kept between requests is kept."""
    client = Client(headers={"Authorization": f"Token {token}", "Host": "localhost"})
    address = f"{path}page_size={rows}"
    for _warm in range(2):
        _ask(client, address)
    with CaptureQueriesContext(connection) as found:
        _ask(client, address)
    return len(found)


def _ask(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != 200:  # noqa: PLR2004 - OK
        raise AssertionError(f"{address} answered {answer.status_code}: {answer.content[:200]!r}")
