import React from "react";

import { Product } from "../lib/api";
import { cents, show } from "../lib/money";
import { Review, Reviews } from "./Reviews";

interface Props {
  product: Product;
  reviews: Review[];
}

export function ProductPage({ product, reviews }: Props) {
  return (
    <main>
      <h1>{product.name}</h1>
      {product.image && <img src={product.image} alt="" />}
      <p className="price">{show(cents(product.price))}</p>
      <button disabled={!product.in_stock}>{product.in_stock ? "Add to cart" : "Sold out"}</button>
      <Reviews reviews={reviews} />
    </main>
  );
}
