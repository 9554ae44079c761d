//! The server may be killed at any moment: no control is lost or doubled, and each has exactly one result.

#![allow(clippy::unwrap_used, clippy::panic, reason = "these are tests")]

mod served;
mod support;

use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use served::{
    AUDIENCE, Answered, Dice, Ended, House, Issuer, Killer, Ledger, Passage, Phase, Plan, Share, Site, Usual,
    Watch, persist, seed,
};
use service::control::{Event, State};
use std::collections::BTreeSet;
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::scope;
use std::time::Instant;
use support::portrait;
use verifier::jws::KeySet;
use verifier::result::{ControlResult, REFUSAL_TYPE, RESULT_TYPE};

const KILLS: usize = 50;
/// Controls that go through every phase, to whom the kills are meant.
const WHOLE: usize = 14;
/// Clients at the same time.
const CLIENTS: usize = 3;

/// What is to become of a control.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Accepted,
    /// Another person takes the picture.
    Impostor,
    /// What was told opens another document.
    Denied,
    CancelledByHolder,
    CancelledByIssuer,
}

fn fate_of(number: usize) -> Fate {
    match number {
        3 | 9 => Fate::Impostor,
        number if number < WHOLE => Fate::Accepted,
        number if number == WHOLE => Fate::Denied,
        number if number == WHOLE + 1 => Fate::CancelledByHolder,
        _ => Fate::CancelledByIssuer,
    }
}

/// How a control came out, as its issuer knows it.
struct Outcome {
    fate: Fate,
    key: String,
    /// Name and link.
    order: [String; 2],
    id: String,
    redirect: String,
    result: String,
    answered: Answered,
}

fn carry_out(house: &House, number: usize, watch: &dyn Watch) -> Outcome {
    let (fate, key) = (fate_of(number), format!("control-{number}"));
    let mut passage = Passage::order(house.issuer(), &key, &Issuer::order_of(&key), watch);
    let selfie = if fate == Fate::Impostor { "biden.jpg" } else { "obama2.jpg" };
    passage.selfie = fs::read(portrait(selfie).unwrap()).unwrap();
    passage.reader = house.site.reader();
    passage.access = match fate {
        Fate::Denied => json!({"document_number": "X98902C36", "birth": "740812", "expiry": "300101"}),
        _ => json!({"mrz": house.site.mrz}),
    };
    passage.claim();
    match fate {
        Fate::CancelledByHolder => {
            let cancel = persist(|| passage.phone.send("POST", "/cancel", None));
            assert!(cancel.status == 200 || cancel.problem() == "wrong_state", "{}", cancel.text);
        }
        Fate::CancelledByIssuer => drop(persist(|| passage.issuer.cancel(&passage.id)).expect(200)),
        _ => {}
    }
    end(passage, fate)
}

fn end(mut passage: Passage<'_>, fate: Fate) -> Outcome {
    let (redirect, result) = match passage.carry_out() {
        Ended::Concluded { redirect } => {
            let first = passage.redeem(&redirect).text;
            assert_eq!(passage.redeem(&redirect).text, first, "the same code gives the same bytes");
            (redirect, first)
        }
        Ended::Otherwise { state, reason } => {
            let by = match fate {
                Fate::CancelledByHolder => "cancelled_by_holder",
                _ => "cancelled_by_issuer",
            };
            assert_eq!((state.as_str(), reason.as_str()), ("cancelled", by), "{fate:?}");
            (String::new(), String::new())
        }
    };
    let Passage { key, order, id, answered, .. } = passage;
    Outcome {
        fate,
        key,
        order: ["id", "link"].map(|name| order.member(name)),
        id,
        redirect,
        result,
        answered,
    }
}

#[test]
fn killed_at_fifty_moments_nothing_is_lost_or_doubled() {
    let Some(site) = Site::prepare(&[]) else { return };
    let (seed, begun) = (seed(), Instant::now());
    eprintln!("seed {seed}: IDK_SEED={seed} draws the same kills");
    let house = House::open(site);
    let usual = Usual::default();
    let mut outcomes = vec![carry_out(&house, 0, &usual)];
    let killer = Killer::new(&house, Plan::draw(KILLS, WHOLE - 1, &mut Dice::new(seed)), usual);
    outcomes.extend(all(&house, &killer));
    let (kills, cut) = killer.account();
    eprintln!(
        "{} controls, {kills} kills in {} s; controls cut by phase: {cut:?}",
        outcomes.len(),
        begun.elapsed().as_secs()
    );
    assert_eq!(kills, KILLS);
    assert_eq!(cut.keys().copied().collect::<Vec<_>>(), Phase::ALL, "every phase was cut");
    assert_as_before(&house, &outcomes);
    house.shut();
    assert_once(&Ledger::read(&house.site.data()), &outcomes);
}

/// Carries out the controls that the kills are meant for, some at the same time.
fn all(house: &House, killer: &Killer<'_>) -> Vec<Outcome> {
    let (next, outcomes) = (AtomicUsize::new(1), Mutex::new(vec![]));
    scope(|scope| {
        for _ in 0..CLIENTS {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= WHOLE + 3 {
                        return;
                    }
                    let outcome = carry_out(house, number, &Share::new(killer, scope, number - 1));
                    outcomes.lock().unwrap().push(outcome);
                }
            });
        }
    });
    outcomes.into_inner().unwrap()
}

/// After the last kill every order and every result is what it was when it was first told, and signed as designed.
fn assert_as_before(house: &House, outcomes: &[Outcome]) {
    let issuer = house.issuer();
    let keys = issuer.get("/.well-known/jwks.json").unwrap().text;
    let keys = KeySet::parse(keys.as_bytes()).unwrap();
    let mut names = BTreeSet::new();
    for Outcome { fate, key, order, id, redirect, result, .. } in outcomes {
        let again = issuer.order(key, &Issuer::order_of(key)).unwrap();
        assert_eq!(["id", "link"].map(|name| again.member(name)), *order, "one key, one control");
        let (verdict, kind) = match fate {
            Fate::Accepted => ("accepted", RESULT_TYPE),
            Fate::Impostor | Fate::Denied => ("refused", REFUSAL_TYPE),
            _ => continue,
        };
        let (_, code) = redirect.split_once("&code=").unwrap();
        let redeemed = issuer.redeem(id, code).unwrap();
        assert_eq!(redeemed.text, *result, "the same bytes as before");
        assert_eq!(redeemed.member("verdict"), verdict);
        let payload = keys.verify::<ControlResult>(&redeemed.member("result"), kind).unwrap();
        let ControlResult { jti, aud, nonce, .. } = payload.payload().clone();
        assert_eq!((jti.as_str(), aud.as_str(), nonce), (id.as_str(), AUDIENCE, format!("nonce-{key}")));
        assert!(names.insert(jti), "no result twice");
    }
}

/// Every control is there once and has come to one end, and what was answered has happened.
fn assert_once(ledger: &Ledger, outcomes: &[Outcome]) {
    ledger.assert_legal();
    assert_eq!(ledger.controls.len(), outcomes.len(), "no control but those that were ordered");
    for Outcome { fate, id, result, answered, .. } in outcomes {
        let count = |name: &str| ledger.of(id).filter(|event| name_of(event) == name).count();
        let whole = usize::from(matches!(fate, Fate::Accepted | Fate::Impostor));
        let concluded = usize::from(!result.is_empty());
        let state = if result.is_empty() { State::Cancelled } else { State::Concluded };
        assert_eq!(ledger.controls[id].0, state);
        let counts = ["created", "claimed", "chip_read", "probe_received", "judging_requested", "concluded"];
        let expected = [1, 1, whole, whole, whole, concluded];
        assert_eq!(counts.map(count), expected, "{fate:?}");
        assert_eq!(count("chip_refused"), if *fate == Fate::Denied { 5 } else { 0 });
        assert!(count("access_given") >= answered.accesses && count("ticket_drawn") >= answered.tickets);
        assert!(count("redeemed") > answered.redemptions || result.is_empty(), "and once by the last look");
        let signed = ledger.of(id).find_map(|event| match event {
            Event::Concluded { result, .. } => Some(result.clone()),
            _ => None,
        });
        assert_eq!(signed, hash_of_result(result));
    }
}

fn name_of(event: &Event) -> String {
    serde_json::to_value(event).unwrap()["event"].as_str().unwrap().to_owned()
}

/// SHA-256 of the signed result in a redeemed answer.
fn hash_of_result(redeemed: &str) -> Option<String> {
    let redeemed: Value = serde_json::from_str(redeemed).ok()?;
    Some(hex::encode(digest(&SHA256, redeemed["result"].as_str()?.as_bytes())))
}
