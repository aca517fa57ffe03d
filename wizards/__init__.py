from . import medusa_conflict_wizard, medusa_match_wizard
