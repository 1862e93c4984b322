"""The local stack: machine checks, packages, PostgreSQL, Valkey, web server, worker and beat.

`bin/` holds the doors, one file a command; each calls `deploy.local.entry.run`.
Everything here needs Python 3.11 and nothing else, and writes under `var/` alone.
"""
