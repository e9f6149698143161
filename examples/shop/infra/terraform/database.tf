resource "aws_db_subnet_group" "shop" {
  name       = local.name
  subnet_ids = aws_subnet.public[*].id
}

resource "aws_db_instance" "shop" {
  identifier             = local.name
  engine                 = "postgres"
  engine_version         = "11.10"
  instance_class         = "db.t3.medium"
  allocated_storage      = 50
  username               = "shop"
  password               = var.db_password
  db_subnet_group_name   = aws_db_subnet_group.shop.name
  vpc_security_group_ids = [aws_security_group.database.id]

  publicly_accessible     = !local.production
  storage_encrypted       = var.db_encrypted
  backup_retention_period = 0
  deletion_protection     = local.production
  skip_final_snapshot     = true
}

resource "aws_db_instance" "reporting" {
  identifier             = "${local.name}-reporting"
  engine                 = "postgres"
  engine_version         = "13.7"
  instance_class         = "db.t3.small"
  allocated_storage      = 20
  username               = "reporting"
  password               = var.db_password
  db_subnet_group_name   = aws_db_subnet_group.shop.name
  vpc_security_group_ids = [aws_security_group.database.id]

  publicly_accessible             = false
  storage_encrypted               = true
  kms_key_id                      = aws_kms_key.shop.arn
  backup_retention_period         = 14
  deletion_protection             = true
  multi_az                        = true
  enabled_cloudwatch_logs_exports = ["postgresql"]
}

resource "aws_elasticache_replication_group" "sessions" {
  replication_group_id          = "${local.name}-sessions"
  replication_group_description = "Sessions of the storefront"
  node_type                     = "cache.t3.micro"
  number_cache_clusters         = 1
  at_rest_encryption_enabled    = false
  transit_encryption_enabled    = false
}

resource "aws_dynamodb_table" "carts" {
  name         = "${local.name}-carts"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_kms_key" "shop" {
  description         = "Data of the shop"
  enable_key_rotation = false
}
