"""What is right and wrong: tiny functions and data, an explicit index per family."""
