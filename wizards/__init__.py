from . import medusa_conflict_wizard
