"""People and a few issues: setup.py TRACKER FILE. FILE gets their names, passwords and numbers."""

import json
import pathlib
import sys

import roundup.instance
from roundup.password import Password

PEOPLE = {"watchfloor": "Watchfloor", "ada": "Ada Brandt", "bea": "Bea Conti"}
ISSUES = [
    "My order has not moved for four days",
    "The app logs me out every time",
    "Charged twice this month, please help",
    "How do I change my address?",
    "Screen is black since this morning",
]

tracker, file = sys.argv[1:]
db = roundup.instance.open(tracker).open("admin")
users = {"admin": {"id": db.user.lookup("admin"), "name": "admin", "password": "admin-on-loopback"}}
for name, real in PEOPLE.items():
    password = f"{name}-on-loopback"
    made = db.user.create(
        username=name,
        realname=real,
        address=f"{name}@floor.invalid",
        password=Password(password, config=db.config),
        roles="User",
    )
    users[name] = {"id": made, "name": name, "real_name": real, "password": password}
status = db.status.lookup("unread")
priority = db.priority.list()[0]
issues = [db.issue.create(title=title, status=status, priority=priority) for title in ISSUES]
db.commit()
told = {
    "user": "watchfloor",
    "password": users["watchfloor"]["password"],
    "users": users,
    "issues": issues,
    "statuses": {db.status.get(i, "name"): i for i in db.status.list()},
}
db.close()
pathlib.Path(file).write_text(json.dumps(told))
