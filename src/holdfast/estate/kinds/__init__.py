"""The one typed vocabulary: what there is, in words that no provider owns."""
