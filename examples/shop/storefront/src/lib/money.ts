export function cents(price: string): number {
  const match = /^(\d{1,8})(?:\.(\d{1,2}))?$/.exec(price);
  if (!match) {
    throw new Error(`${price} is not a price`);
  }
  return Number(match[1]) * 100 + Number((match[2] ?? "0").padEnd(2, "0"));
}

export function show(amount: number, currency = "EUR"): string {
  return new Intl.NumberFormat("en-IE", { style: "currency", currency }).format(amount / 100);
}
