"""What ties the register together: each entry carries the hash of the one before."""

import hashlib
from typing import Any

import orjson

from certificates.models import RegisterEntry


def hash_json(document: Any) -> str:
    """SHA-256 of canonical JSON."""
    return hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()


def hash_entry(entry: RegisterEntry) -> str:
    """What ties an entry to its own words and to the entry before."""
    return hash_json(
        {
            "register": entry.register_id,
            "number": entry.number,
            "kind": str(entry.kind),
            "certificate": entry.certificate.code,
            "refers_to": entry.refers_to.number if entry.refers_to else None,
            "reason": entry.reason,
            "statement": entry.statement_hash,
            "previous": entry.previous_hash,
            "at": entry.at.isoformat(timespec="microseconds"),
        }
    )
