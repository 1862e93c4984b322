"""The paper itself: its text copies out right, its QR code leads home, its bytes are stable."""

import io
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest
import zxingcpp
from PIL import Image

from certificates.rendering import render_certificate, write_number, write_place_and_date
from common.clock import today
from common.pdf import MissingGlyphs

STATEMENT: dict[str, Any] = {
    "schema": "hocso.certificate/1",
    "kind": "completion",
    "language": "vi",
    "issuer_parent_name": "BỘ KHOA HỌC VÀ CÔNG NGHỆ",
    "issuer_name": "TRUNG TÂM HỌC SỐ",
    "place": "Hà Nội",
    "serial_number": "00042/2026/GCN-HS",
    "register_number": 42,
    "register_year": 2026,
    "issued_on": "2026-02-05",
    "holder_name": "H'Hen Niê",
    "holder_birth": "12/05/1992",
    "holder_unit": "Xã Tân Trào, tỉnh Tuyên Quang",
    "course_title": "Phổ cập kỹ năng số cộng đồng",
    "course_hours": "6.0",
    "mode": "online",
    "run_code": "kns-2026",
    "decision_number": "12/QĐ-HS",
    "completed_on": "2026-02-04",
    "signatory": {"capacity": "KT. GIÁM ĐỐC", "post": "PHÓ GIÁM ĐỐC", "name": "Phạm Văn Dũng"},
    "code": "QKAHN9HSVV99",
    "verify_url": "https://hoc.example.vn/verify/QKAHN9HSVV99",
}
EVERY_LETTER = (
    "Ăn Ằm Ẳm Ẵm Ắm Ặm Âu Ầu Ẩu Ẫu Ấu Ậu Đỗ Đẹp Ê Ề Ể Ễ Ế Ệ "
    "Ô Ồ Ổ Ỗ Ố Ộ Ơ Ờ Ở Ỡ Ớ Ợ Ư Ừ Ử Ữ Ứ Ự Ỳ Ỷ Ỹ Ý Ỵ"
)
LONGEST_NAME = "Công Tằng Tôn Nữ Thị Hương Giang Nguyễn Phúc Bảo Ngọc"


def render(**changes: Any) -> bytes:
    return render_certificate({**STATEMENT, **changes})


def read_text(data: bytes) -> str:
    return " ".join(pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text().split())


def draw(data: bytes, folder: Path) -> Image.Image:
    (folder / "c.pdf").write_bytes(data)
    paths = str(folder / "c.pdf"), str(folder / "c")
    command = ["pdftoppm", "-r", "200", "-png", "-singlefile", *paths]
    subprocess.run(command, check=True)
    return Image.open(folder / "c.png")


def test_the_text_copies_out_right() -> None:
    text = read_text(render())
    for words in (
        "H'Hen Niê",
        "Phổ cập kỹ năng số cộng đồng",
        "00042/2026/GCN-HS",
        "Hà Nội, ngày 05 tháng 02 năm 2026",
        "KT. GIÁM ĐỐC",
        "Phạm Văn Dũng",
    ):
        assert words in text


def test_the_same_statement_gives_the_same_bytes() -> None:
    assert render() == render()
    assert render() != render(holder_name="Lý A Sáng")


def test_the_page_is_one_a4_landscape_tagged_archive() -> None:
    reader = pypdf.PdfReader(io.BytesIO(render()))
    (page,) = reader.pages
    assert [round(float(side)) for side in page.mediabox[2:]] == [842, 595]
    catalogue: Any = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "vi"
    assert b"pdfaid:part" in reader.xmp_metadata.stream.get_data()  # type: ignore[union-attr]
    assert today().isoformat() not in str(reader.metadata)


def test_the_qr_code_leads_to_the_page_of_verification(tmp_path: Path) -> None:
    (code,) = zxingcpp.read_barcodes(draw(render(), tmp_path))
    assert code.text == STATEMENT["verify_url"]


@pytest.mark.parametrize("name", [LONGEST_NAME, "H'Hen Niê", EVERY_LETTER])
def test_any_vietnamese_name_fits_and_copies_out(name: str) -> None:
    data = render(holder_name=name)
    assert len(pypdf.PdfReader(io.BytesIO(data)).pages) == 1
    assert name in read_text(data)


def test_a_letter_that_the_font_lacks_is_refused_by_name() -> None:
    with pytest.raises(MissingGlyphs, match="漢"):
        render(holder_name="漢 Văn A")


@pytest.mark.parametrize(("given", "written"), [("6.0", "6"), ("1.5", "1,5"), ("40", "40")])
def test_numbers_are_written_as_vietnamese_write_them(given: str, written: str) -> None:
    assert write_number(given) == written


@pytest.mark.parametrize(
    ("on", "written"),
    [
        ("2026-02-05", "ngày 05 tháng 02 năm 2026"),
        ("2026-03-31", "ngày 31 tháng 3 năm 2026"),
        ("2026-11-09", "ngày 09 tháng 11 năm 2026"),
    ],
)
def test_dates_follow_decree_30(on: str, written: str) -> None:
    assert write_place_and_date("Hà Nội", date.fromisoformat(on)) == f"Hà Nội, {written}"
