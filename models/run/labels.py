"""What kinds of runs and their phases are called."""


def get_kind_labels(env):
    """Return {kind of run: its word}, in the reader's language."""
    _ = env._
    return {
        "full": _("All products"),
        "products": _("Some products"),
        "prices": _("Prices"),
        "stock": _("Stock"),
        "pictures": _("Pictures"),
        "translations": _("Further languages"),
        "take_over": _("Take over"),
        "doctor": _("Doctor"),
        "compare": _("Comparisons"),
        "undo": _("Undo of a run"),
    }


def get_phase_labels(env):
    """Return {name: what a run does then}, in the reader's language."""
    _ = env._
    return {
        "scan": _("Reading the store"),
        "options": _("Pushing options"),
        "terms": _("Pushing categories and tags"),
        "check_pictures": _("Looking for pictures in the store"),
        "drift": _("Comparing with the store"),
        "drift_lists": _("Comparing price lists with the store"),
        "proof": _("Looking as a shopper does"),
        "products": _("Pushing"),
        "taxes": _("Pushing tax classes"),
        "stock": _("Comparing stock"),
        "price_lists": _("Pushing price lists"),
        "strikes": _("Striking prices through"),
        "translations": _("Pushing further languages"),
        "withdraw": _("Withdrawing"),
        "clean_options": _("Deleting unused options"),
        "clean_terms": _("Deleting unused categories and tags"),
        "clean_pictures": _("Deleting unused pictures"),
        "take_over": _("Comparing the shop with Odoo"),
        "take_over_undo": _("Giving products back"),
        "take_over_draft": _("Making drafts"),
        "examine": _("Examining the store"),
        "mend": _("Mending"),
        "undo": _("Bringing products back"),
        "undo_prices": _("Bringing prices of lists back"),
        "undo_strikes": _("Bringing prices of lists back"),
        "undo_terms": _("Bringing categories and tags back"),
        "undo_texts": _("Bringing further languages back"),
    }
