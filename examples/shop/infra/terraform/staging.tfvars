environment  = "staging"
aws_profile  = "tidewater-staging"
db_encrypted = false
image        = "tidewater/api:latest"
