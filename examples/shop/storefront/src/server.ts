import cookieParser from "cookie-parser";
import express, { NextFunction, Request, Response } from "express";
import path from "path";

import { config } from "./config";
import { readSession } from "./lib/session";
import { account } from "./routes/account";
import { checkout } from "./routes/checkout";
import { files } from "./routes/files";
import { products } from "./routes/products";

export const app = express();

app.set("view engine", "ejs");
app.set("views", path.join(__dirname, "../../views"));
app.use(express.json({ limit: "50mb" }));
app.use(express.urlencoded({ extended: true }));
app.use(cookieParser());

app.use((req: Request, res: Response, next: NextFunction) => {
  res.setHeader("Access-Control-Allow-Origin", req.headers.origin ?? "*");
  res.setHeader("Access-Control-Allow-Credentials", "true");
  res.locals.session = readSession(req);
  next();
});

app.use("/products", products);
app.use("/account", account);
app.use("/checkout", checkout);
app.use("/files", files);

app.use((error: Error, _req: Request, res: Response, _next: NextFunction) => {
  res.status(500).send(`<pre>${error.stack}</pre>`);
});

if (require.main === module) {
  app.listen(config.port, "0.0.0.0", () => console.log(`storefront on ${config.port}`));
}
