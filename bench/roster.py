"""The members of a day as a roster of twelve columns, place by place, as a ministry sends it."""

from datetime import date
from pathlib import Path

from django.db import connection

_ROSTER = """
COPY (
  WITH place AS (
    SELECT u.id, u.code, n.name, d.name AS district, p.name AS province
    FROM territory_unit u
    JOIN territory_unitname n ON n.unit_id = u.id AND n.valid @> {day}
    JOIN territory_unitparent up ON up.unit_id = u.id AND up.valid @> {day}
    JOIN territory_unitname d ON d.unit_id = up.parent_id AND d.valid @> {day}
    JOIN territory_unitparent dp ON dp.unit_id = up.parent_id AND dp.valid @> {day}
    JOIN territory_unitname p ON p.unit_id = dp.parent_id AND p.valid @> {day}
    WHERE u.level = 'commune'
  )
  SELECT l.province AS "Tỉnh", l.district AS "Huyện", l.name AS "Xã",
    CASE t.level WHEN 'commune' THEN 'Cấp xã' ELSE 'Cấp thôn' END AS "Cấp tổ",
    t.residential_unit AS "Thôn", to_char(t.founded_on, 'DD/MM/YYYY') AS "Ngày thành lập",
    p.full_name AS "Họ và tên",
    to_char(p.birth_on, CASE p.birth_precision WHEN 'year' THEN 'YYYY' ELSE 'DD/MM/YYYY' END)
      AS "Ngày sinh",
    CASE p.gender WHEN 'male' THEN 'Nam' WHEN 'female' THEN 'Nữ' END AS "Giới tính",
    '0' || substr((
      SELECT min(n.number) FROM people_phone n WHERE n.person_id = p.id
    ), 4) AS "Số điện thoại",
    CASE m.role WHEN 'team_leader' THEN 'Tổ trưởng' WHEN 'deputy_team_leader' THEN 'Tổ phó'
      ELSE 'Thành viên' END AS "Vai trò",
    to_char(lower(m.valid), 'DD/MM/YYYY') AS "Từ ngày"
  FROM people_membership m
  JOIN people_team t ON t.id = m.team_id
  JOIN people_person p ON p.id = m.person_id
  JOIN place l ON l.id = t.founding_unit_id
  WHERE m.superseded_at IS NULL AND m.valid @> {day}
  ORDER BY l.code, t.id, m.id LIMIT {count}
) TO STDOUT WITH (FORMAT csv, HEADER)
"""


def write_roster(path: Path, *, on: date, count: int) -> None:
    """The first `count` memberships of the day, by place and team, stand in the CSV file."""
    query = _ROSTER.format(day=f"date '{on.isoformat()}'", count=int(count))
    with connection.cursor() as cursor, cursor.copy(query) as copy, path.open("wb") as file:
        for block in copy:
            file.write(block)
