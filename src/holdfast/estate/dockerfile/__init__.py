"""Reads Dockerfiles: how images are built."""

from holdfast.estate.dockerfile.lines import Broken, Instruction, instructions

__all__ = ["Broken", "Instruction", "instructions"]
