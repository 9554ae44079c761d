//! What comes twice happens once: orders, claims, last pieces, conclusions, redemptions, and one in a crash.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod served;
mod support;

use ring::digest::{SHA256, digest};
use serde_json::json;
use served::{Answer, Ended, House, Issuer, Ledger, Lost, Passage, Phone, Site, Unwatched, persist};
use std::collections::BTreeMap;
use std::fs;
use std::sync::Barrier;
use std::thread::scope;
use support::portrait;

const KEY: &str = "twice";

/// So many callers do it at the same moment.
fn at_once<T: Send>(callers: usize, action: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let (start, action) = (&Barrier::new(callers), &action);
    scope(|scope| {
        let call = |caller| {
            scope.spawn(move || {
                start.wait();
                action(caller)
            })
        };
        let callers: Vec<_> = (0..callers).map(call).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    })
}

/// How often each status and problem came.
fn tally(answers: &[Answer]) -> BTreeMap<(u16, String), usize> {
    let mut tally = BTreeMap::new();
    for answer in answers {
        *tally.entry((answer.status, answer.problem())).or_default() += 1;
    }
    tally
}

fn assert_once(answers: &[Answer], status: u16, problem: &str) {
    let expected = [((status, String::new()), 1), ((409, problem.to_owned()), answers.len() - 1)];
    assert_eq!(tally(answers), expected.into());
}

/// The one that all are.
fn one<T: PartialEq + std::fmt::Debug>(mut all: Vec<T>) -> T {
    let last = all.pop().unwrap();
    assert!(all.iter().all(|other| *other == last), "{all:?} {last:?}");
    last
}

fn ordered(house: &House) -> Passage<'static> {
    let (issuer, order) = (house.issuer(), Issuer::order_of(KEY));
    let told = one(at_once(4, |_| issuer.order(KEY, &order).unwrap().expect(201).text));
    let mut passage = Passage::order(issuer, KEY, &order, &Unwatched);
    assert_eq!(passage.order.text, told);
    passage.phone = claimed(&passage);
    passage.access = json!({"mrz": house.site.mrz});
    passage.reader = house.site.reader();
    passage
}

/// The phone that was quicker than the others.
fn claimed(passage: &Passage<'_>) -> Phone {
    let link = passage.order.member("link");
    let claim = json!({"secret": passage.phone.secret, "consent": true, "language": "nb"});
    let (phones, answers): (Vec<Phone>, Vec<Answer>) = at_once(3, |_| {
        let mut phone = Phone::open(&link, passage.issuer.wire.clone());
        let answer = phone.send("POST", "/claim", Some(claim.clone())).unwrap();
        (phone, answer)
    })
    .into_iter()
    .unzip();
    assert_once(&answers, 201, "already_claimed");
    phones.into_iter().zip(answers).find(|(_, answer)| answer.status == 201).unwrap().0
}

/// The whole picture in one piece that comes twice, while others ask whether it has come.
fn upload(phone: &mut Phone) {
    let picture = fs::read(portrait("obama2.jpg").unwrap()).unwrap();
    let opening = json!({"bytes": picture.len(), "sha256": hex::encode(digest(&SHA256, &picture))});
    let begun = phone.send("POST", "/probes", Some(opening)).unwrap().expect(201);
    let path = format!("/probes/{}", begun.member("probe"));
    let phone = &*phone;
    let answers = at_once(5, |caller| {
        let mut phone = phone.clone();
        if caller < 2 {
            let headers = [("upload-offset", "0")];
            return persist(|| phone.send_bytes("PATCH", &path, &headers, Some(&picture)));
        }
        persist(|| match phone.send("GET", &path, None)? {
            answer if answer.json()["advice"].is_null() => Err(Lost),
            answer => Ok(answer),
        })
    });
    assert_once(&answers[..2], 200, "upload_offset");
    assert_eq!(tally(&answers)[&(200, String::new())], 4);
    let finished = answers.iter().filter(|answer| answer.status == 200).map(Answer::json);
    assert_eq!(one(finished.collect())["advice"]["face"], "ok");
}

/// The result that everybody is told who redeems, also while the server is killed.
fn redeemed(house: &House, passage: &mut Passage<'_>, redirect: &str) -> String {
    let (_, code) = redirect.split_once("&code=").unwrap();
    let (issuer, id) = (house.issuer(), passage.id.clone());
    let result = one(at_once(4, |_| issuer.redeem(&id, code).unwrap().expect(200).text));
    let evidence = || persist(|| issuer.with_code("evidence", &id, code)).expect(200).bytes;
    let bundle = one(at_once(2, |_| evidence()));
    let around = at_once(3, |caller| match caller {
        0 => {
            house.crash(|| ());
            vec![]
        }
        _ => (0..20).map(|_| persist(|| issuer.redeem(&id, code)).expect(200).text).collect(),
    });
    assert_eq!(one(around.concat()), result);
    assert_eq!(evidence(), bundle);
    assert_eq!(passage.redeem(redirect).text, result);
    result
}

#[test]
fn what_comes_twice_happens_once() {
    let Some(site) = Site::prepare(&[]) else { return };
    let house = House::open(site);
    let mut passage = ordered(&house);
    passage.give_access();
    passage.read_chip();
    upload(&mut passage.phone);
    let phone = passage.phone.clone();
    let concludes = at_once(4, |_| phone.clone().send("POST", "/conclude", None).unwrap());
    assert_once(&concludes, 202, "wrong_state");
    let Ended::Concluded { redirect } = passage.carry_out() else { panic!("no result") };
    assert_eq!(passage.phone.send("POST", "/conclude", None).unwrap().problem(), "wrong_state");
    redeemed(&house, &mut passage, &redirect);
    let Ended::Concluded { redirect: again } = passage.carry_out() else { panic!("no result any more") };
    assert_eq!(again, redirect, "one code");
    house.shut();
    let ledger = Ledger::read(&house.site.data());
    ledger.assert_legal();
    assert_eq!(ledger.controls.len(), 1);
    let events: Vec<_> =
        ledger.entries.iter().map(|entry| serde_json::to_value(&entry.event).unwrap()).collect();
    for name in ["created", "claimed", "chip_read", "probe_received", "judging_requested", "concluded"] {
        assert_eq!(events.iter().filter(|event| event["event"] == name).count(), 1, "{name}");
    }
    let redeemed = events.iter().filter(|event| event["event"] == "redeemed").count();
    assert!(redeemed > 4 + 40, "the crash may have cost a retry, never an event of an answer: {redeemed}");
}
