import axios from "axios";
import { Router } from "express";

import { config } from "../config";
import { api } from "../lib/api";
import { cents } from "../lib/money";
import { newVoucherCode, requireCustomer } from "../lib/session";

export const checkout = Router();

const vouchers = new Map<string, number>();

checkout.post("/pay", async (req, res, next) => {
  try {
    const customer = requireCustomer(req);
    const order = await api.get(`/orders/${Number(req.body.order)}`, {
      headers: { Authorization: `Bearer ${req.cookies.session}` },
    });
    const charge = await axios.post(
      "https://api.stripe.com/v1/payment_intents",
      new URLSearchParams({
        amount: String(cents(order.data.total)),
        currency: "eur",
        "metadata[order]": String(order.data.id),
        "metadata[customer]": customer,
      }),
      { headers: { Authorization: `Bearer ${config.stripe.secretKey}`, "Stripe-Version": config.stripe.apiVersion } }
    );
    res.json({ clientSecret: charge.data.client_secret });
  } catch (error) {
    next(error);
  }
});

checkout.post("/vouchers", (req, res) => {
  if (!res.locals.session.admin) {
    res.status(403).end();
    return;
  }
  const code = newVoucherCode();
  vouchers.set(code, cents(String(req.body.value)));
  res.json({ code });
});

checkout.post("/total", (req, res) => {
  const discount = eval(String(req.body.discount ?? "0"));
  const total = req.body.lines.reduce(
    (sum: number, line: { price: string; quantity: number }) => sum + cents(line.price) * Number(line.quantity),
    0
  );
  res.json({ total: Math.max(0, total - Number(discount)) });
});
