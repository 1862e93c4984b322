"""What exports read, a statement a kind: columns are named as the fields of a roster.

%(on)s is the day, %(known)s the instant up to which things were known or null for now, %(scope)s
the ids of the units that the asker sees or null for all. Our own pieces of text are put together,
and every value is a parameter.
"""
# ruff: noqa: S608

from people.models import RosterKind

_PERSON = """p.uuid::text AS person_code, p.full_name, p.birth_on, p.birth_precision, p.gender,
  p.citizen_id_sealed,
  (SELECT array_agg(f.number ORDER BY f.id) FROM people_phone f WHERE f.person_id = p.id)
    AS phones"""
_WORK = """e.unit_id, e.category, e.position, e.employer, lower(e.valid) AS since,
  upper(e.valid) AS until"""
# Of an entry that is merged the person to whom it leads is named.
_WORKS = """people_employment e
JOIN people_person i ON i.id = e.person_id
JOIN people_person p ON p.id = coalesce(i.merged_into_id, i.id)
WHERE e.valid @> %(on)s::date
  AND (%(scope)s::bigint[] IS NULL OR e.unit_id = ANY(%(scope)s))"""
_KNOWN = """coalesce({0}.superseded_at, 'infinity') >= coalesce(%(known)s::timestamptz, 'infinity')
  AND {0}.recorded_at < coalesce(%(known)s::timestamptz, 'infinity')
  AND {0}.valid @> %(on)s::date"""
_TEAM = """t.uuid::text AS team_code, t.level, t.residential_unit, t.decision_number, t.founded_on,
  coalesce(h.unit_id, h.formerly_id) AS unit_id"""
_HOMES = f"""people_team t
JOIN people_teamhome h ON h.team_id = t.id AND {_KNOWN.format("h")}
  AND (%(scope)s::bigint[] IS NULL OR coalesce(h.unit_id, h.formerly_id) = ANY(%(scope)s))"""
_ORDER_OF_TEAMS = "unit_id, t.level, t.search_key, t.id"

QUERIES: dict[str, str] = {
    RosterKind.PEOPLE: f"""SELECT DISTINCT ON (p.sort_key, p.id) {_PERSON}, {_WORK} FROM {_WORKS}
      ORDER BY p.sort_key, p.id, lower(e.valid) DESC, e.id DESC""",
    RosterKind.EMPLOYMENTS: f"""SELECT {_PERSON}, {_WORK} FROM {_WORKS}
      ORDER BY e.unit_id, p.sort_key, p.id, e.id""",
    RosterKind.TEAMS: f"SELECT {_TEAM} FROM {_HOMES} ORDER BY {_ORDER_OF_TEAMS}",
    RosterKind.MEMBERSHIPS: f"""SELECT {_TEAM}, {_PERSON}, m.role, lower(m.valid) AS since,
        upper(m.valid) AS until
      FROM {_HOMES}
      JOIN people_membership m ON m.team_id = t.id AND {_KNOWN.format("m")}
      JOIN people_person i ON i.id = m.person_id
      JOIN people_person p ON p.id = coalesce(i.merged_into_id, i.id)
      ORDER BY {_ORDER_OF_TEAMS}, m.role DESC, p.sort_key, m.id""",
}  # fmt: skip
