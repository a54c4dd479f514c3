"""Contacts to look up and a key to do it with: setup.py CONFIG FILE. FILE gets the key and who is there."""

import json
import pathlib
import sys

from trytond.config import config

settings, file = sys.argv[1:]
config.update_etc(settings)

from trytond.pool import Pool  # noqa: E402, because the pool reads the settings as it comes
from trytond.transaction import Transaction  # noqa: E402

# Name, e-mail, handle, phone, whether an important customer.
PEOPLE = [
    ("Alice Okafor", "alice@social.invalid", "@alice.test", "+44 20 7946 0001", True),
    ("Bob Lindqvist", "bob@social.invalid", "@bob.test", "+44 20 7946 0002", False),
    ("Carol Reyes", "carol@social.invalid", "@carol.test", "+44 20 7946 0003", False),
    # Two of one name, of whom only the e-mail tells one from the other.
    ("Sam Lee", "sam.lee@social.invalid", "@samlee", None, False),
    ("Sam Lee", "s.lee@other.invalid", "@sam_lee", None, True),
]
PEOPLE += [(f"Customer {i}", f"customer{i}@social.invalid", f"@customer{i}", None, False) for i in range(40)]

Pool.start()
pool = Pool("crm")
pool.init()
with Transaction().start("crm", 1) as transaction:
    Party, Category = pool.get("party.party"), pool.get("party.category")
    Application = pool.get("res.user.application")
    (important,) = Category.create([{"name": "VIP"}])
    contacts = []
    for name, email, handle, phone, vip in PEOPLE:
        ways = [{"type": "email", "value": email}, {"type": "other", "value": handle}]
        if phone:
            ways.append({"type": "phone", "value": phone})
        (party,) = Party.create(
            [
                {
                    "name": name,
                    "contact_mechanisms": [("create", ways)],
                    "categories": [("add", [important.id])] if vip else [],
                }
            ]
        )
        contacts.append({"code": party.code, "name": name, "email": email, "handle": handle, "vip": vip})
    (application,) = Application.create([{"user": 1, "application": "rest", "state": "validated"}])
    told = {"key": application.key, "contacts": contacts}
    transaction.commit()
pathlib.Path(file).write_text(json.dumps(told))
