// The examples of ICAO 9303-4, -5 and -6, each with a twin one character apart.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cardAccessNumber, dateDigit, documentNumber, isoDate } from "../../build/document_fields.js";
import { checkDigit, readZone } from "../../build/mrz.js";

const TD3 = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
const TD1 = "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
const TD2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";

test("check digits of 9303-3", () => {
  assert.equal(checkDigit("520727"), 3);
  assert.equal(checkDigit("AB2134<<<"), 5);
});

for (const [name, zone] of Object.entries({ TD3, TD2, TD1 })) {
  test(`${name} is complete, and wrong with another last digit of the number`, () => {
    const right = readZone(zone.toLowerCase().replace(/<</g, "«"));
    assert.ok(right.complete);
    assert.equal(right.lines, zone);
    assert.ok(!readZone(zone.replace(/(D23145890|L898902C3)\d/, "$19")).complete);
  });
}

test("fields are judged as soon as they are typed, and not before", () => {
  const findings = Object.fromEntries(readZone(TD3.slice(0, 44 + 1 + 20)).findings);
  assert.deepEqual(findings, { document_number: "right", date_of_birth: "right", date_of_expiry: "missing", composite: "missing" });
});

test("a card's number of more than nine characters is checked as a whole", () => {
  const line = (number) => {
    const digits = number + checkDigit(number);
    return `I<UTO${digits.slice(0, 9)}<${digits.slice(9)}`.padEnd(30, "<");
  };
  const finding = (first) => readZone(first + TD1.slice(31)).findings[0][1];
  assert.equal(finding(line("D23145890734")), "right");
  assert.equal(finding(line("D23145890734").replace("734", "735")), "wrong");
});

test("a character that cannot be in the zone is named", () => {
  assert.equal(readZone("P<NOR!").foreign, "!");
  assert.equal(readZone("P<NORÅ").foreign, "Å");
});

test("fields one by one", () => {
  assert.deepEqual(documentNumber(" l898902c "), { number: "L898902C", digit: 3 });
  assert.deepEqual(documentNumber("L898902C3")?.digit, 6);
  assert.equal(documentNumber("L8989/2C"), null);
  assert.equal(isoDate({ day: "1", month: "2", year: "1990" }), "1990-02-01");
  assert.equal(isoDate({ day: "29", month: "2", year: "2023" }), null);
  assert.equal(isoDate({ day: "1", month: "2", year: "90" }), null);
  assert.equal(dateDigit("1974-08-12"), 2);
  assert.equal(cardAccessNumber("123 456"), "123456");
  assert.equal(cardAccessNumber("12345"), null);
});
