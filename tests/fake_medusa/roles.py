"""Role-based access (`MEDUSA_FF_RBAC`): people have roles, keys have none.

See docs/medusa-api.md#roles-need-a-login; framework/dist/http/middlewares/check-permissions.js.
"""

from .errors import ApiError

# Answered to everybody, without a key as well.
PUBLIC = ("/admin/feature-flags",)
# Medusa names no right for it.
_FREE = (*(("GET", path) for path in PUBLIC), ("GET", "/admin/product-options"))


def check_role(fake, method: str, path: str) -> None:
    """Refuse what needs a role; it is looked at after the key, and before the body."""
    if fake.has_roles and (method, path) not in _FREE:
        raise ApiError(403, {"type": "forbidden", "message": "Forbidden"})
