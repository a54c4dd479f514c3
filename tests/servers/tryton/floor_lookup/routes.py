"""GET /DATABASE/floor/contacts?email=... or ?handle=... with `Authorization: Bearer KEY`.

Answers {"total": 1, "contacts": [{"code", "name", "email", "handle", "phone", "vip"}]}. What is not known is null.
"""

from trytond.protocols.wrappers import HTTPStatus, abort, user_application, with_pool, with_transaction
from trytond.tools import escape_wildcard
from trytond.wsgi import app

_rest = user_application("rest")
_TYPES = {"email": "email", "handle": "other", "phone": "phone"}
_MOST = 10


def _told(party):
    told = {"code": party.code, "name": party.name, "vip": any(c.name == "VIP" for c in party.categories)}
    for key, kind in _TYPES.items():
        told[key] = next((way.value for way in party.contact_mechanisms if way.type == kind), None)
    return told


@app.route("/<database_name>/floor/contacts", methods={"GET"})
@with_pool
@with_transaction(readonly=True)
@_rest
def contacts(request, pool):
    asked = [(kind, request.args[key]) for key, kind in _TYPES.items() if request.args.get(key)]
    if len(asked) != 1:
        abort(HTTPStatus.BAD_REQUEST)
    kind, value = asked[0]
    Way = pool.get("party.contact_mechanism")
    found = Way.search([("type", "=", kind), ("value", "ilike", escape_wildcard(value))], limit=_MOST)
    parties = {way.party.id: way.party for way in found}
    return {"total": len(parties), "contacts": [_told(party) for _, party in sorted(parties.items())]}
