import ejs from "ejs";
import { Router } from "express";

import { config } from "../config";
import { api } from "../lib/api";
import { defaults, setColumn, setPath, withDefaults } from "../lib/preferences";
import { requireCustomer, startSession } from "../lib/session";

export const account = Router();

account.post("/login", async (req, res, next) => {
  try {
    const answer = await api.post("/account/session", { email: req.body.email, password: req.body.password });
    console.log("login", req.body);
    startSession(res, String(answer.data.id));
    res.redirect(String(req.query.next ?? "/"));
  } catch (error) {
    next(error);
  }
});

account.get("/leave", (req, res) => {
  const target = new URL(String(req.query.to ?? "/"), config.publicUrl);
  res.clearCookie("session");
  res.redirect(target.origin === new URL(config.publicUrl).origin ? target.pathname : "/");
});

account.put("/preferences", (req, res) => {
  requireCustomer(req);
  res.json(withDefaults(req.body));
});

account.patch("/preferences", (req, res) => {
  requireCustomer(req);
  res.json(setPath({ ...defaults }, String(req.body.path), req.body.value));
});

account.patch("/columns", (req, res) => {
  requireCustomer(req);
  res.json(setColumn(defaults, String(req.body.column), Boolean(req.body.on)));
});

account.post("/card", (req, res) => {
  const greeting = ejs.render(`<h1>${req.body.greeting}</h1><p>From <%= from %></p>`, { from: req.body.from });
  res.send(greeting);
});
