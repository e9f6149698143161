resource "aws_ecs_cluster" "shop" {
  name = local.name
}

resource "aws_ecs_task_definition" "api" {
  family                   = "${local.name}-api"
  requires_compatibilities = ["EC2"]
  network_mode             = "host"
  task_role_arn            = aws_iam_role.task.arn

  container_definitions = jsonencode([{
    name       = "api"
    image      = var.image
    privileged = true
    essential  = true
    cpu        = 256
    memory     = 512

    environment = [
      { name = "SHOP_ENV", value = var.environment },
      { name = "DATABASE_URL", value = "postgresql://shop:${var.db_password}@${aws_db_instance.shop.endpoint}/shop" },
    ]
  }])
}

resource "aws_instance" "bastion" {
  ami                         = "ami-0d71ea30463e0ff8d"
  instance_type               = "t3.micro"
  subnet_id                   = aws_subnet.public[0].id
  associate_public_ip_address = true
  vpc_security_group_ids      = [aws_security_group.bastion.id]

  metadata_options {
    http_endpoint = "enabled"
    http_tokens   = "optional"
  }

  root_block_device {
    encrypted = false
  }
}

resource "aws_lb" "shop" {
  name               = local.name
  load_balancer_type = "application"
  subnets            = aws_subnet.public[*].id
  security_groups    = [aws_security_group.web.id]
}

resource "aws_lb_target_group" "api" {
  name     = "${local.name}-api"
  port     = 8000
  protocol = "HTTP"
  vpc_id   = aws_vpc.shop.id
}

resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.shop.arn
  port              = 80
  protocol          = "HTTP"

  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}

resource "aws_lambda_function" "feeds" {
  function_name = "${local.name}-feeds"
  role          = aws_iam_role.task.arn
  package_type  = "Image"
  image_uri     = var.image
  timeout       = 300
}

resource "aws_lambda_function_url" "feeds" {
  function_name      = aws_lambda_function.feeds.function_name
  authorization_type = "NONE"
}

resource "aws_ecr_repository" "api" {
  name                 = "tidewater/api"
  image_tag_mutability = "MUTABLE"
}

resource "aws_ecr_repository" "storefront" {
  name                 = "tidewater/storefront"
  image_tag_mutability = "IMMUTABLE"

  image_scanning_configuration {
    scan_on_push = true
  }
}

resource "aws_cloudfront_distribution" "shop" {
  enabled = true

  origin {
    domain_name = aws_lb.shop.dns_name
    origin_id   = "shop"

    custom_origin_config {
      http_port              = 80
      https_port             = 443
      origin_protocol_policy = "http-only"
      origin_ssl_protocols   = ["TLSv1", "TLSv1.2"]
    }
  }

  default_cache_behavior {
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    target_origin_id       = "shop"
    viewer_protocol_policy = "allow-all"

    forwarded_values {
      query_string = true

      cookies {
        forward = "none"
      }
    }
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
  }
}
