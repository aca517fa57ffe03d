"""Pictures of the addon's screens, of the shop that the story of ``dev/demo`` leaves behind."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from ..debian import BROWSERS, require_browser
from ..demo.stage import LOGIN, PASSWORD, Stage
from ..shell import say
from .scene import prepare

__all__ = ("prepare", "take")

OPTIONS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
PATIENCE, SETTLES = 60_000, 2_500  # milliseconds
# What Odoo shows over a page for a while, and nobody wants on a picture.
HIDDEN = ".o_notification_manager, .o-mail-ChatHub {display: none !important}"


@dataclass(frozen=True)
class Shot:
    """A picture.

    :param height: of the browser, in pixels
    :param address: {what the stage knows, as in ``str.format``} below ``/odoo/``
    :param tab: a page of the form's notebook
    :param click: a button that leads to the screen
    :param unfolds: whether the groups of the list are opened
    """

    height: int
    address: str
    tab: str = ""
    click: str = ""
    unfolds: bool = False


SHOTS = {
    "overview": Shot(890, "medusa"),
    "todo": Shot(480, "medusa-to-do"),
    "plan": Shot(940, "medusa-plans/{plan}"),
    "run": Shot(1000, "medusa-runs/{run}"),
    "changes": Shot(620, "medusa-runs/{run}", click="action_view_changes"),
    "product": Shot(860, "product.template/{product}", tab="medusa"),
    "explain": Shot(900, "product.template/{broken}", tab="medusa", click="action_medusa_explain"),
    "findings": Shot(620, "medusa-findings", unfolds=True),
    "logs": Shot(800, "medusa-logs"),
    "prices": Shot(1230, "medusa-stores/{store}", tab="prices"),
    "stock": Shot(1120, "medusa-stores/{store}", tab="stock"),
    "ownership": Shot(1000, "medusa-stores/{store}", tab="ownership"),
    "settings": Shot(1290, "action-medusa_connector.res_config_settings_action"),
}


def take(stage: Stage, folder: Path, width: int) -> None:
    """Write ``screenshot_NAME.png`` of each screen into ``folder``."""
    require_browser()
    browser = next(filter(None, map(shutil.which, BROWSERS)))
    known = _numbers(stage)
    # As the user's, or times would be told in two zones.
    zone = stage.read("res.users", stage.env.uid, "tz") or "UTC"
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        engine = playwright.chromium.launch(executable_path=browser, args=list(OPTIONS))
        page = engine.new_page(viewport={"width": width, "height": 1000}, timezone_id=zone)
        page.set_default_timeout(PATIENCE)
        _log_in(page, stage)
        for name, shot in SHOTS.items():
            _show(page, stage, shot, known)
            file = folder / f"screenshot_{name}.png"
            page.screenshot(path=file)
            _make_small(file)
            say(f"  screenshot_{name}.png")
        engine.close()


def _numbers(stage: Stage) -> dict[str, int]:
    """Return the ids that the addresses name."""

    def newest(model: str, *domain: list[Any]) -> int:
        mine = [["backend_id", "=", stage.backend_id], *domain]
        return stage.env[model].search(mine, order="id desc", limit=1)[0]

    changed = [["run_id.scope", "=", "full"], ["run_id.updated_count", ">", 1]]
    change = newest("medusa.sync.change", *changed)
    return {
        "store": stage.backend_id,
        "plan": newest("medusa.plan"),
        "run": stage.read("medusa.sync.change", change, "run_id")[0],
        "product": stage.read("medusa.sync.change", change, "product_tmpl_id")[0],
        "broken": stage.sold("id", order="id", limit=1)[0]["id"],  # by the scene
    }


def _log_in(page: Page, stage: Stage) -> None:
    page.goto(f"{stage.odoo_url}/web/login")
    page.fill("input[name=login]", LOGIN)
    page.fill("input[name=password]", PASSWORD)
    page.click(".oe_login_form button[type=submit]")
    page.wait_for_selector(".o_main_navbar")


def _make_small(file: Path) -> None:
    """Keep 256 colours of a picture: a third of its size, and nobody sees the difference."""
    with Image.open(file) as picture:
        picture.quantize(256, dither=Image.Dither.NONE).save(file, optimize=True)


def _show(page: Page, stage: Stage, shot: Shot, known: dict[str, int]) -> None:
    """Have the browser show a screen, and wait until nothing of it is missing."""
    page.set_viewport_size({"width": page.viewport_size["width"], "height": shot.height})
    page.goto(f"{stage.odoo_url}/odoo/{shot.address.format(**known)}")
    page.wait_for_selector(".o_content .o_view_controller, .o_content .o_renderer, .o_form_view")
    steps: list[Callable[[], Any]] = []
    if shot.tab:
        steps.append(lambda: page.click(f".o_notebook a[name={shot.tab}]"))
    if shot.click:
        steps.append(lambda: page.click(f"button[name={shot.click}]:visible"))
        steps.append(lambda: page.wait_for_selector(f"button[name={shot.click}]", state="detached"))
    for act in steps:
        act()
    if shot.unfolds:
        for group in page.query_selector_all(".o_group_header"):
            group.click()
    # Odoo doesn't tell when a page is as it will stay: charts grow, pictures come.
    page.wait_for_timeout(SETTLES)
    page.add_style_tag(content=HIDDEN)
    page.evaluate("document.activeElement?.blur()")
