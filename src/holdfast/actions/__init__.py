"""Who touches: plan, apply, undo."""
