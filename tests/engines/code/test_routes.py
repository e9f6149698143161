"""The routes that a file sets up, and whether a check of the caller is seen."""

from __future__ import annotations

import pytest

from holdfast.engines.code.routes import routes
from holdfast.estate import javascript, python

FLASK = """
from flask import Flask, request, session, abort
from flask_login import login_required
app = Flask(__name__)

@app.route("/")
def home(): return "x"

@app.route("/orders", methods=["GET", "POST"])
@login_required
def orders(): return "x"

@app.get("/bills")
def bills():
    if not session.get("user"):
        abort(401)
    return "x"

def late(): return "x"
app.add_url_rule("/late", view_func=late)
print(cache.get("/no-route"))
"""
FASTAPI = """
from fastapi import APIRouter, Depends
router = APIRouter()
admin = APIRouter(dependencies=[Depends(get_current_user)])

@router.get("/items/{item}")
async def item(item: int): return item

@router.post("/items")
async def add(user=Depends(get_current_user)): return 1

@admin.delete("/items/{item}")
async def drop(item: int): return 1
"""
DJANGO = """
from django.urls import include, path
from django.contrib.auth.decorators import login_required
from . import views
urlpatterns = [
    path("", views.home),
    path("orders/", login_required(views.orders), name="orders"),
    path("api/", include("api.urls")),
]
"""
AIOHTTP = """
from aiohttp import web
async def show(request): return web.Response()
async def drop(request):
    if not request.headers.get("Authorization"): raise web.HTTPUnauthorized()
app = web.Application()
app.router.add_get("/show", show)
app.add_routes([web.delete("/drop", drop)])
"""
HOOK = """
from flask import Blueprint
bp = Blueprint("a", __name__)
@bp.before_request
@login_required
def known(): pass
@bp.get("/a")
def a(): pass
"""
EXPRESS = """
const express = require('express')
const app = express()
const router = express.Router()
app.get('/', (req, res) => res.send('x'))
app.post('/orders', requireAuth, orders)
app.get('/me', (req, res) => { if (!req.user) return res.sendStatus(401); res.json(req.user) })
router.use(passport.authenticate('jwt'))
router.delete('/orders/:id', cancel)
router.route('/bills').get(bills).post(pay)
app.set('/no', 1)
axios.get('/no-route', options)
"""
FASTIFY = """
const fastify = require('fastify')()
fastify.get('/ping', async () => 'pong')
fastify.route({ method: 'PUT', url: '/x', preHandler: verifyToken, handler: x })
"""
IN_FUNCTION = """
module.exports = (app) => {
  app.get('/inside', handler)
}
"""
NEST = """
import { Controller, Get, Post, UseGuards } from '@nestjs/common'
@Controller('cats')
export class Cats {
  @Get() all() { return [] }
  @UseGuards(JwtGuard) @Post(':id') add() { return 1 }
}
"""
NEXT = """
export async function GET() { return Response.json([]) }
export async function POST(request) { const session = await auth(); return Response.json(session.user) }
"""


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("a.py", FLASK, ["GET / home -", "GET|POST /orders orders +", "GET /bills bills +", "GET /late late -"]),
        ("a.py", FASTAPI, ["GET /items/{item} item -", "POST /items add +", "DELETE /items/{item} drop +"]),
        ("a.py", DJANGO, ["ANY / views.home -", "ANY orders/ login_required(views.orders) +"]),
        ("a.py", AIOHTTP, ["GET /show show -", "DELETE /drop drop +"]),
        ("a.py", HOOK, ["GET /a a +"]),
        (
            "a.js",
            EXPRESS,
            [
                "GET / a function -",
                "POST /orders orders +",
                "GET /me a function +",
                "DELETE /orders/:id cancel +",
                "GET /bills bills +",
                "POST /bills pay +",
            ],
        ),
        ("a.js", FASTIFY, ["GET /ping a function -", "PUT /x x +"]),
        ("a.js", IN_FUNCTION, ["GET /inside handler -"]),
        ("a.ts", NEST, ["GET /cats Cats.all -", "POST /cats/:id Cats.add +"]),
        ("web/app/api/cats/route.ts", NEXT, ["GET /api/cats GET -", "POST /api/cats POST +"]),
        ("pages/api/cats.js", "export default (req, res) => res.json([])", ["ANY /api/cats the file's default -"]),
        ("a.py", "x = 1\n", []),
    ],
)
def test_the_routes_of_a_file(path: str, source: str, expected: list[str]) -> None:
    reader = python.Frontend() if path.endswith(".py") else javascript.Frontend()
    found = routes(reader.read(path, source.encode()))
    assert sorted(f"{one.name} {one.handler} {'+' if one.checked else '-'}" for one in found) == sorted(expected)
