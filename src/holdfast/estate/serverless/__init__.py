"""Reads services of the Serverless Framework."""
