"""Texts in further languages, behind a feature flag.

See docs/medusa-api.md#translations-are-behind-a-flag.
"""

from .errors import already_exists, not_found


def flags(call) -> dict:
    """GET /admin/feature-flags."""
    switches = {"translation": call.fake.has_translations, "rbac": call.fake.has_roles}
    return {"feature_flags": switches}


def batch(call) -> dict:
    """POST /admin/translations/batch; neither the record nor the language is checked."""
    state, body = call.state, call.body
    created = [_create(call, given) for given in body.get("create") or []]
    updated = [_update(state, given) for given in body.get("update") or []]
    for key in body.get("delete") or []:
        if key in state.translations:
            state.delete("translations", key)
    return {
        "created": call.show_all("translation", created),
        "updated": call.show_all("translation", updated),
        "deleted": {"ids": body.get("delete") or [], "object": "translation", "deleted": True},
    }


def _create(call, given):
    state = call.state
    if not call.fake.has_script_locales:
        language, _hyphen, rest = given["locale_code"].partition("-")
        given = {**given, "locale_code": f"{language}-{rest.upper()}" if rest else language}
    for row in state.translations.values():
        if all(row[name] == given[name] for name in ("reference_id", "locale_code")):
            raise already_exists(
                "Translation",
                reference_id=given["reference_id"],
                locale_code=given["locale_code"],
            )
    return state.insert("translations", {"id": state.new_id("trans"), **given})


def _update(state, given):
    row = state.translations.get(given["id"])
    if row is None:
        raise not_found(f"Translation with id: {given['id']} was not found")
    texts = {**row["translations"], **(given.get("translations") or {})}
    return state.update("translations", row["id"], translations=texts)
