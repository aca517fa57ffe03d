"""Medusa's codes (BCP 47) of Odoo's languages (POSIX): fr-BE of fr_BE, sr-Latn of sr@latin."""

# {what Odoo writes behind the @: the script}
_SCRIPTS = {"latin": "Latn", "latn": "Latn", "cyrillic": "Cyrl", "cyrl": "Cyrl"}


def get_locales(codes):
    """Return {Odoo's code: Medusa's code}, one to one."""
    locales = {}
    for code in sorted(codes):
        locale = _get_locale(code)
        number = 2
        while locale in locales.values():
            locale = f"{_get_locale(code)}-x-{number}"
            number += 1
        locales[code] = locale
    return locales


def _get_locale(code):
    place, _at, modifier = code.partition("@")
    language, *rest = place.split("_")
    if not modifier:
        return "-".join([language, *rest])
    script = _SCRIPTS.get(modifier.lower())
    if script:
        return "-".join([language, script, *rest])
    # A private part: what it means is known to nobody else.
    return "-".join([language, *rest, "x", modifier.lower()[:8]])
