"""The tests that Odoo finds."""

from odoo.tests.loader import get_module_test_cases, get_test_modules
from odoo.tests.tag_selector import TagsSelector


def tell(_env, module, tags):
    """Return the names of a module's tests that ``tags`` select, as ``kit.odoo_log`` forms them."""
    selector = TagsSelector(tags)
    return [
        f"{file.__name__.rpartition('.')[2]}.{type(test).__name__}.{test._testMethodName}"
        for file in get_test_modules(module)
        for test in get_module_test_cases(file)
        if selector.check(test)
    ]
