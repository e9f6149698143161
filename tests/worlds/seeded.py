"""Small worlds, each told in the words of one sort of file, and the models that are drafted from them."""

from __future__ import annotations

from collections.abc import Mapping

from holdfast.app.seeding import Tree, of_tree
from holdfast.model.system import Element, Flow, System
from holdfast.threats.seed.seed import Drafted


def drafted(files: Mapping[str, str | bytes], name: str = "world") -> Drafted:
    """What is drafted from a tree of files."""
    held = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
    return of_tree(Tree(name=name, paths=tuple(held), more=held.get)).drafted


def system(files: Mapping[str, str | bytes]) -> System:
    """The drafted model alone."""
    return drafted(files).system


def element(found: System, name: str) -> Element:
    """An element by its id; the test fails with all ids where there is none."""
    known = found.element(name)
    assert known is not None, [each.id for each in found.elements]
    return known


def flow(found: System, start: str, end: str) -> Flow:
    """A flow by its ends; the test fails with all of them where there is none."""
    known = next((each for each in found.flows if (each.start, each.end) == (start, end)), None)
    assert known is not None, [(each.start, each.end) for each in found.flows]
    return known


COMPOSE = """
services:
  web:
    build: web
    ports: ["80:3000"]
    environment:
      API_URL: http://api:8000
  api:
    build: api
    privileged: true
    environment:
      DATABASE_URL: postgresql://shop:${PASSWORD}@db/shop
    depends_on: [db]
  db:
    image: postgres:16
"""

KUBERNETES = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: registry.example/shop/web:1
          env:
            - {name: API_URL, value: "http://api:8000"}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: api, namespace: shop}
spec:
  selector: {matchLabels: {app: api}}
  template:
    metadata: {labels: {app: api}}
    spec:
      containers:
        - name: api
          image: registry.example/shop/api:1
          securityContext: {privileged: true}
          envFrom: [{configMapRef: {name: api}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: api, namespace: shop}
data: {DATABASE_HOST: db}
---
apiVersion: v1
kind: Service
metadata: {name: api, namespace: shop}
spec: {selector: {app: api}, ports: [{port: 8000}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db}}
    spec: {containers: [{name: db, image: "postgres:16"}]}
"""

TERRAFORM = """
resource "aws_vpc" "main" { cidr_block = "10.0.0.0/16" }
resource "aws_lb" "web" {
  internal = false
  subnets  = [aws_subnet.public.id]
}
resource "aws_subnet" "public" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_lb_target_group" "api" {
  port     = 8000
  protocol = "HTTP"
  vpc_id   = aws_vpc.main.id
}
resource "aws_lb_listener" "web" {
  load_balancer_arn = aws_lb.web.arn
  port              = 80
  protocol          = "HTTP"
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.api.arn
  }
}
resource "aws_ecs_service" "api" {
  task_definition = aws_ecs_task_definition.api.arn
  load_balancer {
    target_group_arn = aws_lb_target_group.api.arn
    container_name   = "api"
    container_port   = 8000
  }
}
resource "aws_ecs_task_definition" "api" {
  family = "api"
  container_definitions = jsonencode([{
    name        = "api"
    image       = "registry.example/api:1"
    environment = [{ name = "DATABASE_HOST", value = aws_db_instance.orders.address }]
  }])
}
resource "aws_db_instance" "orders" {
  engine                  = "postgres"
  storage_encrypted       = var.encrypted
  publicly_accessible     = false
  backup_retention_period = 7
  deletion_protection     = true
}
resource "aws_s3_bucket" "pictures" { bucket = "pictures" }
resource "aws_iam_role" "thumbs" { assume_role_policy = "{}" }
resource "aws_iam_role_policy" "thumbs" {
  role = aws_iam_role.thumbs.id
  policy = jsonencode({
    Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = aws_s3_bucket.pictures.arn }]
  })
}
resource "aws_lambda_function" "thumbs" {
  function_name = "thumbs"
  role          = aws_iam_role.thumbs.arn
}
resource "aws_lambda_function_url" "thumbs" {
  function_name      = aws_lambda_function.thumbs.function_name
  authorization_type = "NONE"
}
variable "encrypted" {}
"""

OPENAPI = """
openapi: 3.0.3
info: {title: Clinic, version: "1"}
servers: [{url: "https://clinic.tidewater.example"}]
security: [{bearer: []}]
paths:
  /patients:
    post:
      requestBody:
        content:
          application/json:
            schema: {$ref: "#/components/schemas/Patient"}
      responses: {"201": {description: Made}}
  /patients/{id}/scans:
    post:
      requestBody:
        content:
          multipart/form-data:
            schema: {type: object, properties: {file: {type: string, format: binary}}}
      responses: {"201": {description: Kept}}
  /import:
    post:
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {source_url: {type: string, format: uri}}}
      responses: {"200": {description: Done}}
  /webhooks/lab:
    post:
      security: []
      responses: {"200": {description: Taken}}
components:
  securitySchemes:
    bearer: {type: http, scheme: bearer}
  schemas:
    Patient:
      type: object
      properties:
        email: {type: string}
        diagnosis: {type: string}
        relatives: {type: array, items: {$ref: "#/components/schemas/Patient"}}
"""
