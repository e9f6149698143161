"""Puts the commit and push hooks into a repository, and takes them away without a trace."""

from holdfast.actions.changes import apply, undo
from holdfast.actions.hooks.install import plan_install, plan_uninstall
from holdfast.actions.hooks.look import status

__all__ = ["apply", "plan_install", "plan_uninstall", "status", "undo"]
