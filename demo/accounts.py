"""The accounts of the demo: one for each role, all with one password."""

from dataclasses import dataclass

from people.models import Role

DEMO_PASSWORD = "Hoc-So-2026"  # noqa: S105 - printed at every start, for the demo alone


@dataclass(frozen=True)
class DemoAccount:
    """`province` is the code of the branch today; empty is the whole country."""

    sign_in: str
    name: str
    title: str
    role: Role | None
    province: str = ""


DEMO_ACCOUNTS = (
    DemoAccount("hoc-vien@hocso.example", "Lò Thị Ăm", "Học viên", None),
    DemoAccount(
        "quan-ly@hocso.example",
        "Nguyễn Thị Hồng Ánh",
        "Quản lý đào tạo, cả nước",
        Role.TRAINING_MANAGER,
    ),
    DemoAccount(
        "quan-ly-tinh@hocso.example",
        "Nông Văn Dền",
        "Quản lý đào tạo, Tuyên Quang",
        Role.TRAINING_MANAGER,
        "08",
    ),
    DemoAccount(
        "giang-vien@hocso.example", "Sùng A Dế", "Giảng viên, Tuyên Quang", Role.INSTRUCTOR, "08"
    ),
    DemoAccount("tac-gia@hocso.example", "H'Hen Niê", "Tác giả", Role.AUTHOR),
    DemoAccount("duyet-bai@hocso.example", "Đỗ Văn Dũng", "Tác giả, người duyệt", Role.AUTHOR),
    DemoAccount(
        "cap-chung-nhan@hocso.example",
        "Phạm Đức Đạt",
        "Cán bộ cấp chứng nhận",
        Role.CERTIFICATE_OFFICER,
    ),
    DemoAccount("quan-tri@hocso.example", "Vũ Minh Đức", "Quản trị", Role.ADMINISTRATOR),
)
