"""The doors of the room, one file each.

runs      a course is held
entry     links and QR codes, visits
joining   a person enters a run
progress  facts arrive and are merged; completion is decided
attempts  quizzes
classes   sessions in a room, with their attendance
ledger    completion rows, the only way in
"""
