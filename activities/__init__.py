"""The kinds of activities, each in one folder: what its document holds, its page, its actions.

A new kind is a folder with `KIND` (courses.kinds.ActivityKind) and `SIDE` (activities.base.
LearnerSide) in its `__init__.py`, a page `learn.html`, and its name in the list of `apps.py`.
"""
