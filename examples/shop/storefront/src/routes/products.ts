import { Router } from "express";
import React from "react";
import { renderToString } from "react-dom/server";

import { ProductPage } from "../client/ProductPage";
import { api, findProduct, listProducts } from "../lib/api";

export const products = Router();

products.get("/", async (req, res, next) => {
  try {
    const found = await listProducts(req.query.category as string | undefined);
    const wanted = req.query.match ? new RegExp(String(req.query.match), "i") : null;
    res.render("products", { products: wanted ? found.filter((product) => wanted.test(product.name)) : found });
  } catch (error) {
    next(error);
  }
});

products.get("/search", async (req, res, next) => {
  try {
    const term = String(req.query.q ?? "");
    const answer = await api.get("/products/search", { params: { q: term } });
    if (answer.data.length === 0) {
      res.status(404).send(`<h1>Nothing found for ${term}</h1><a href="/products">All products</a>`);
      return;
    }
    res.render("products", { products: answer.data });
  } catch (error) {
    next(error);
  }
});

products.get("/:slug", async (req, res, next) => {
  try {
    const product = await findProduct(req.params.slug);
    if (!product) {
      res.status(404).render("missing", { slug: req.params.slug });
      return;
    }
    const answer = await api.get(`/products/${product.slug}/reviews`);
    res.send("<!doctype html>" + renderToString(React.createElement(ProductPage, { product, reviews: answer.data })));
  } catch (error) {
    next(error);
  }
});
