import axios from "axios";
import https from "https";

import { config } from "../config";

export interface Product {
  id: number;
  slug: string;
  name: string;
  category: string;
  price: string;
  in_stock: boolean;
  image: string | null;
}

const agent = new https.Agent({ rejectUnauthorized: false });

export const api = axios.create({ baseURL: config.apiUrl, httpsAgent: agent, timeout: 10_000 });

export async function listProducts(category?: string): Promise<Product[]> {
  const answer = await api.get<Product[]>("/products", { params: { category } });
  return answer.data;
}

export async function findProduct(slug: string): Promise<Product | undefined> {
  const answer = await api.get<Product>(`/products/${encodeURIComponent(slug)}/preview`, {
    validateStatus: (status) => status === 200 || status === 404,
  });
  return answer.status === 200 ? answer.data : undefined;
}

export async function partnerFeed(url: string): Promise<string> {
  const answer = await axios.get<string>(url, { responseType: "text" });
  return answer.data;
}

export async function trustedFeed(url: string): Promise<string> {
  const target = new URL(url);
  if (target.protocol !== "https:" || !config.partnerHosts.includes(target.hostname)) {
    throw new Error(`${target.hostname} is not a partner`);
  }
  const answer = await axios.get<string>(target.toString(), { responseType: "text", maxRedirects: 0 });
  return answer.data;
}
