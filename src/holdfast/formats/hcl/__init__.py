"""The configuration language of Terraform and OpenTofu: text in, syntax with positions out."""
