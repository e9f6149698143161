import crypto from "crypto";
import { Request, Response } from "express";
import jwt from "jsonwebtoken";

import { config } from "../config";

export interface Session {
  customer?: string;
  admin?: boolean;
}

export function readSession(req: Request): Session {
  const token = req.cookies.session;
  if (!token) {
    return {};
  }
  const claims = jwt.decode(token) as Record<string, unknown> | null;
  return { customer: claims?.sub as string | undefined, admin: Boolean(claims?.admin) };
}

export function requireCustomer(req: Request): string {
  const claims = jwt.verify(req.cookies.session ?? "", config.jwtSecret, { algorithms: ["HS256"] }) as jwt.JwtPayload;
  return String(claims.sub);
}

export function startSession(res: Response, customer: string): void {
  const token = jwt.sign({ sub: customer }, config.jwtSecret, { algorithm: "HS256" });
  res.cookie("session", token, { maxAge: 30 * 24 * 3600 * 1000 });
}

export function newVoucherCode(): string {
  return Math.random().toString(36).slice(2, 12).toUpperCase();
}

export function newCsrfToken(): string {
  return crypto.randomBytes(24).toString("base64url");
}

export function cacheKey(parts: string[]): string {
  return crypto.createHash("sha256").update(parts.join("\n")).digest("hex");
}

export function passwordFingerprint(password: string): string {
  return crypto.createHash("md5").update(password).digest("hex");
}
