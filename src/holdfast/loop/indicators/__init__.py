"""Key performance indicators, one module each: pure folds over what the ledger tells."""
