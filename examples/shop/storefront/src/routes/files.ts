import { exec, execFile } from "child_process";
import { Router } from "express";
import fs from "fs";
import path from "path";

import { config } from "../config";
import { partnerFeed, trustedFeed } from "../lib/api";

export const files = Router();

files.get("/manual", (req, res) => {
  fs.readFile(path.join(config.uploads, "manuals", String(req.query.name)), (error, content) => {
    if (error) {
      res.status(404).end();
      return;
    }
    res.type("application/pdf").send(content);
  });
});

files.get("/lookbook/:name", (req, res) => {
  res.sendFile(path.basename(req.params.name), { root: path.join(config.uploads, "lookbooks") });
});

files.post("/cover", (req, res) => {
  exec(`pdftoppm -png -f 1 -l 1 ${config.uploads}/manuals/${req.body.name} /tmp/cover`, (error, _out, problem) => {
    res.status(error ? 500 : 200).json({ problem });
  });
});

files.post("/pages", (req, res) => {
  const manual = path.join(config.uploads, "manuals", path.basename(String(req.body.name)));
  execFile("pdfinfo", ["--", manual], (error, out) => {
    res.status(error ? 500 : 200).json({ info: out });
  });
});

files.get("/feed", async (req, res, next) => {
  try {
    const url = String(req.query.url);
    res.type("xml").send(req.query.partner ? await trustedFeed(url) : await partnerFeed(url));
  } catch (error) {
    next(error);
  }
});
