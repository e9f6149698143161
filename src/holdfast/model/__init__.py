"""The nouns. Standard library only; frozen, slotted, keyword-only."""
