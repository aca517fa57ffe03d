from . import (
    medusa_conflict_wizard,
    medusa_go_live_wizard,
    medusa_match_bulk,
    medusa_match_wizard,
    medusa_switch_wizard,
    medusa_undo_wizard,
)
