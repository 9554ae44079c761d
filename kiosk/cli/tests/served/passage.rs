//! A whole control as a sane client carries it out: it looks where the control stands, does what comes next, and after a
//! lost answer asks or sends the same again.

use super::issuer::Issuer;
use super::phone::Phone;
use super::relay::relay;
use super::wire::{Answer, Lost};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Longer than anything takes on any machine that runs tests.
const PATIENCE: Duration = Duration::from_secs(180);
const PIECE: usize = 16 << 10;

/// What a client is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    Order,
    Claim,
    Access,
    Ticket,
    Relay,
    Upload,
    Conclude,
    Judging,
    Redeem,
}

impl Phase {
    pub const ALL: [Self; 9] = [
        Self::Order,
        Self::Claim,
        Self::Access,
        Self::Ticket,
        Self::Relay,
        Self::Upload,
        Self::Conclude,
        Self::Judging,
        Self::Redeem,
    ];
}

/// Somebody who watches a client.
pub trait Watch: Sync {
    /// A phase begins.
    fn begins(&self, phase: Phase);
    /// The relay is about to pass a command to the chip.
    fn transmits(&self);
}

/// Nobody watches.
pub struct Unwatched;

impl Watch for Unwatched {
    fn begins(&self, _: Phase) {}

    fn transmits(&self) {}
}

/// How a control ended.
pub enum Ended {
    /// With a result, and where the browser is sent.
    Concluded { redirect: String },
    /// Without one.
    Otherwise { state: String, reason: String },
}

/// What was answered with success, which must therefore have happened.
#[derive(Debug, Default)]
pub struct Answered {
    pub accesses: usize,
    pub tickets: usize,
    pub redemptions: usize,
}

/// One control and those who carry it out.
pub struct Passage<'a> {
    pub issuer: Issuer,
    pub key: String,
    pub order: Answer,
    pub id: String,
    pub phone: Phone,
    pub access: Value,
    pub reader: String,
    pub selfie: Vec<u8>,
    pub answered: Answered,
    watch: &'a dyn Watch,
}

/// Does it again and again while no answer comes or the server is busy.
pub fn persist(mut action: impl FnMut() -> Result<Answer, Lost>) -> Answer {
    let until = Instant::now() + PATIENCE;
    loop {
        match action() {
            Ok(answer) if answer.status != 503 => return answer,
            other => assert!(Instant::now() < until, "in vain: {other:?}"),
        }
        sleep(Duration::from_millis(20));
    }
}

impl<'a> Passage<'a> {
    /// Orders a control.
    pub fn order(issuer: Issuer, key: &str, order: &Value, watch: &'a dyn Watch) -> Self {
        watch.begins(Phase::Order);
        let answer = persist(|| issuer.order(key, order)).expect(201);
        let (id, phone) = (answer.member("id"), Phone::open(&answer.member("link"), issuer.wire.clone()));
        let (key, answered) = (key.to_owned(), Answered::default());
        let (access, reader, selfie) = (Value::Null, String::new(), vec![]);
        Self { issuer, key, order: answer, id, phone, access, reader, selfie, answered, watch }
    }

    /// A claim whose answer was lost is found in the status.
    pub fn claim(&mut self) {
        self.watch.begins(Phase::Claim);
        let secret = self.phone.secret.clone();
        let body = json!({"secret": secret, "consent": true, "language": "nb"});
        let claim = persist(|| self.phone.send("POST", "/claim", Some(body.clone())));
        assert!(claim.status == 201 || claim.problem() == "already_claimed", "{}", claim.text);
        self.status(None);
    }

    pub fn status(&mut self, after: Option<i64>) -> Value {
        let query = after.map_or(String::new(), |version| format!("?after={version}"));
        persist(|| self.phone.send("GET", &query, None)).expect(200).json()
    }

    /// From the claim to the end, as the states lead.
    pub fn carry_out(&mut self) -> Ended {
        let mut status = self.status(None);
        loop {
            match status["state"].as_str().unwrap() {
                "claimed" => self.give_access(),
                "access_given" | "chip_reading" => self.read_chip(),
                "chip_read" => self.upload(),
                "probe_received" => self.conclude(),
                "judging" => {
                    self.watch.begins(Phase::Judging);
                    self.status(status["version"].as_i64());
                }
                "concluded" => {
                    let redirect = status["redirect"].as_str().unwrap().to_owned();
                    return Ended::Concluded { redirect };
                }
                state => {
                    let reason = status["reason"].as_str().unwrap_or_default().to_owned();
                    return Ended::Otherwise { state: state.to_owned(), reason };
                }
            }
            status = self.status(None);
        }
    }

    pub fn give_access(&mut self) {
        self.watch.begins(Phase::Access);
        let access = self.access.clone();
        let answer = persist(|| self.phone.send("POST", "/access", Some(access.clone())));
        answer.expect(200);
        self.answered.accesses += 1;
    }

    /// A new ticket: the relay session's address; none where the control needs no relay any more.
    pub fn ticket(&mut self) -> Option<String> {
        self.watch.begins(Phase::Ticket);
        let ticket = persist(|| self.phone.send("POST", "/ticket", None));
        if ticket.status == 409 {
            return None;
        }
        let session = ticket.expect(201).member("session");
        self.answered.tickets += 1;
        Some(session)
    }

    pub fn read_chip(&mut self) {
        let Some(session) = self.ticket() else { return };
        self.watch.begins(Phase::Relay);
        let watch = self.watch;
        let ended = relay(&session, &self.reader, &mut || watch.transmits());
        if let Ok(end) = ended
            && end.outcome == capture::relay::Outcome::Read
        {
            let state = self.status(None)["state"].clone();
            assert_eq!(state, "chip_read", "the relay was told that the record is kept");
        }
    }

    /// In pieces; after a lost answer it goes on where the server has it.
    pub fn upload(&mut self) {
        self.watch.begins(Phase::Upload);
        let picture = self.selfie.clone();
        let opening = json!({"bytes": picture.len(), "sha256": hex::encode(digest(&SHA256, &picture))});
        let begun = persist(|| self.phone.send("POST", "/probes", Some(opening.clone()))).expect(201);
        let path = format!("/probes/{}", begun.member("probe"));
        let (mut progress, until) = (begun.json(), Instant::now() + PATIENCE);
        while progress["advice"].is_null() {
            assert!(Instant::now() < until, "in vain: {progress}");
            let offset = usize::try_from(progress["offset"].as_u64().unwrap()).unwrap();
            let piece = &picture[offset..picture.len().min(offset + PIECE)];
            let at = offset.to_string();
            let answer = match piece {
                [] => Err(Lost),
                piece => self.phone.send_bytes("PATCH", &path, &[("upload-offset", &at)], Some(piece)),
            };
            progress = match answer {
                Ok(answer) if answer.status == 200 => answer.json(),
                Ok(answer) => assert_passes(&answer, || self.offset(&path)),
                Err(Lost) => self.offset(&path),
            };
        }
        assert_eq!(progress["advice"]["face"], "ok");
    }

    fn offset(&mut self, path: &str) -> Value {
        persist(|| self.phone.send("GET", path, None)).expect(200).json()
    }

    pub fn conclude(&mut self) {
        self.watch.begins(Phase::Conclude);
        let answer = persist(|| self.phone.send("POST", "/conclude", None));
        assert!(answer.status == 202 || answer.problem() == "wrong_state", "{}", answer.text);
    }

    /// The result for the code in the redirect.
    pub fn redeem(&mut self, redirect: &str) -> Answer {
        self.watch.begins(Phase::Redeem);
        let (_, code) = redirect.split_once("&code=").unwrap();
        let result = persist(|| self.issuer.redeem(&self.id, code)).expect(200);
        self.answered.redemptions += 1;
        result
    }
}

/// A piece that is refused for a reason that passes.
fn assert_passes(answer: &Answer, then: impl FnOnce() -> Value) -> Value {
    assert!(answer.status == 503 || answer.problem() == "upload_offset", "{}", answer.text);
    then()
}
