import _ from "lodash";

export interface Preferences {
  currency: string;
  newsletter: { weekly: boolean; sales: boolean };
  columns: Record<string, boolean>;
}

export const defaults: Preferences = {
  currency: "EUR",
  newsletter: { weekly: false, sales: true },
  columns: { price: true, stock: true },
};

export function withDefaults(chosen: object): Preferences {
  return _.defaultsDeep(chosen, defaults);
}

export function setPath(preferences: Preferences, path: string, value: unknown): Preferences {
  const keys = path.split(".");
  let node: any = preferences;
  for (const key of keys.slice(0, -1)) {
    node = node[key] = node[key] ?? {};
  }
  node[keys[keys.length - 1]] = value;
  return preferences;
}

export function setColumn(preferences: Preferences, column: string, on: boolean): Preferences {
  if (!Object.prototype.hasOwnProperty.call(defaults.columns, column)) {
    return preferences;
  }
  return { ...preferences, columns: { ...preferences.columns, [column]: on } };
}
