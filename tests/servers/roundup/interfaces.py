"""Who is limited: everybody but the one who prepares a test."""

from roundup.rest import RestfulInstance

_for_everybody = RestfulInstance.getRateLimit


def _rate_limit(self):
    if self.db.user.get(self.db.getuid(), "username") == "admin":
        return None
    return _for_everybody(self)


RestfulInstance.getRateLimit = _rate_limit
