import assert from "assert";

import { cents, show } from "../src/lib/money";

assert.strictEqual(cents("189"), 18900);
assert.strictEqual(cents("35.5"), 3550);
assert.throws(() => cents("free"));
assert.ok(show(3550).includes("35.50"));
