"""Requirements: which versions a project allows, in the language of each ecosystem; ``index`` knows which has which."""
