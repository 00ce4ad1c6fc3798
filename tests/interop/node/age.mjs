// Interop: another age implementation opens what we sealed, and seals for us.
//
// SPDX-License-Identifier: ISC
//
//   node age.mjs open IDENTITY-FILE IN OUT
//   node age.mjs seal RECIPIENT IN OUT
import { readFileSync, writeFileSync } from "node:fs";
import { Decrypter, Encrypter } from "age-encryption";

const [mode, key, input, output] = process.argv.slice(2);
const bytes = readFileSync(input);

if (mode === "open") {
  const d = new Decrypter();
  for (const line of readFileSync(key, "utf8").split("\n"))
    if (line.startsWith("AGE-SECRET-KEY-")) d.addIdentity(line.trim());
  writeFileSync(output, await d.decrypt(bytes));
} else {
  const e = new Encrypter();
  e.addRecipient(key);
  writeFileSync(output, await e.encrypt(bytes));
}
