//! A whole kiosk without its window: the flow, the thread that works, a simulated chip and a simulated camera.

#![allow(dead_code, reason = "each test binary uses its part")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use capture::SystemRandomness;
use clap::Parser;
use emrtd_simulator::{IssueOptions, issue, passport_portrait};
use kiosk::arguments::Arguments;
use kiosk::flow::{
    AccessMethod, Advice, Ended, Event, Flow, Mode, PinProblem, Secret, State, Timings, Typed,
};
use kiosk::text::Language;
use kiosk::work::{Inputs, Post, StartError, Worker};
use openssl::{pkey::PKey, symm::Cipher};
use ring::rand::SystemRandom;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use time::macros::datetime;
use verifier::jws::TokenKey;
use verifier::trust::{ImportOptions, TrustStore, import};

pub const PIN: &str = "246810";
const PATIENCE: Duration = Duration::from_secs(60);

/// What a kiosk needs: a passport, the trust store, keys, and the holder's picture.
pub struct Office {
    folder: tempfile::TempDir,
    picture: PathBuf,
}

impl Office {
    /// An office; `None`, said aloud, when the portraits were not fetched.
    pub fn open() -> Option<Self> {
        let cache = models::Cache::open(None).unwrap();
        let (bearer, picture) = (cache.portrait("obama.jpg"), cache.portrait("obama2.jpg"));
        if !bearer.is_file() || !picture.is_file() {
            let demanded = std::env::var("CI").is_ok_and(|value| value == "true");
            assert!(!demanded, "the portraits are not in the cache, and CI lets nothing be skipped");
            eprintln!("skipped: the portraits are not in the cache (cargo xtask test fetches them)");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        let portrait = passport_portrait(&fs::read(bearer).unwrap()).unwrap();
        let options = IssueOptions { portrait: Some(portrait), ..IssueOptions::default() };
        let specimen = issue(&options, &mut SystemRandomness::new()).unwrap();
        specimen.store(&folder.path().join("passport")).unwrap();
        let mut trust = TrustStore::new();
        let imported = ImportOptions { roots: vec![], specimen: false, at: datetime!(2026-11-24 12:00 UTC) };
        for anchor in specimen.trust_anchors() {
            import(&mut trust, anchor, &imported).unwrap();
        }
        fs::create_dir(folder.path().join("trust")).unwrap();
        fs::write(folder.path().join("trust/trust.store"), trust.to_bytes()).unwrap();
        write_key(&folder.path().join("signing.pem"), None);
        for officer in ["officer", "stranger"] {
            write_key(&folder.path().join(format!("{officer}.pem")), Some(PIN));
        }
        Some(Self { folder, picture })
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The kiosk at the counter with its officer signed in, with more arguments.
    pub fn kiosk(&self, enrolled: &str, more: &[&str]) -> Result<Counter, StartError> {
        let mut kiosk = self.closed(enrolled, more)?;
        kiosk.sign_in(PIN);
        kiosk.wait_for("idle");
        Ok(kiosk)
    }

    /// The same with nobody signed in; arguments that are given twice are the latter ones.
    pub fn closed(&self, enrolled: &str, more: &[&str]) -> Result<Counter, StartError> {
        let path = |name: &str| self.path(name).display().to_string();
        let (reader, camera) =
            (format!("sim:{}", path("passport")), format!("portrait:{}", self.picture.display()));
        let (officers, trust, out) = (path(&format!("{enrolled}.pem.jwks.json")), path("trust"), path("out"));
        let (signing_key, officer_key) = (path("signing.pem"), path("officer.pem"));
        let mut arguments = vec!["kiosk", "--mode", "attended", "--policy", "demo", "--audience", "issuer"];
        let own = [
            ("--reader", &reader),
            ("--camera", &camera),
            ("--trust", &trust),
            ("--signing-key", &signing_key),
            ("--officer-key", &officer_key),
            ("--officers", &officers),
            ("--out", &out),
        ];
        for (name, value) in own.into_iter().filter(|(name, _)| !more.contains(name)) {
            arguments.extend([name, value]);
        }
        arguments.extend(["--at", "2026-11-24T12:00:00Z"]);
        arguments.extend(more);
        Ok(Counter::new(Inputs::read(&Arguments::parse_from(arguments))?))
    }
}

fn write_key(path: &Path, pin: Option<&str>) {
    let der = TokenKey::generate(&SystemRandom::new()).unwrap();
    let key = PKey::private_key_from_pkcs8(&der).unwrap();
    let pem = match pin {
        Some(pin) => key.private_key_to_pem_pkcs8_passphrase(Cipher::aes_256_cbc(), pin.as_bytes()),
        None => key.private_key_to_pem_pkcs8(),
    };
    fs::write(path, pem.unwrap()).unwrap();
    let keys = TokenKey::from_pkcs8(&der).unwrap().key_set();
    let keys_path = format!("{}.jwks.json", path.display());
    let mut keys = serde_json::to_value(&keys).unwrap();
    keys["keys"][0]["name"] = "Kari Nordmann".into();
    fs::write(keys_path, keys.to_string()).unwrap();
}

/// The kiosk with an officer at it.
pub struct Counter {
    pub flow: Flow,
    worker: Worker,
    events: Receiver<Event>,
    begun: Instant,
}

impl Counter {
    fn new(inputs: Inputs) -> Self {
        let flow = Flow::new(Mode::Attended, Timings::ATTENDED, Language::English);
        let flow = if inputs.nonce.is_some() { flow.for_one_control() } else { flow };
        let (sender, events) = channel();
        let worker = Worker::start(inputs, Post::new(sender, || ()));
        Self { flow, worker, events, begun: Instant::now() }
    }

    pub fn sign_in(&mut self, pin: &str) {
        self.happen(Event::SignIn(Secret::new(pin)));
    }

    /// Why the last PIN was not taken.
    pub fn pin_refused(&mut self) -> PinProblem {
        let problem = |flow: &Flow| match flow.state() {
            State::SignIn(sign_in) => sign_in.problem,
            _ => None,
        };
        self.wait(|flow| problem(flow).is_some());
        problem(&self.flow).unwrap()
    }

    pub fn happen(&mut self, event: Event) {
        for effect in self.flow.handle(event, self.begun.elapsed()) {
            self.worker.order(self.flow.case(), effect);
        }
    }

    /// Lets the thread work until the flow stands so.
    pub fn wait(&mut self, until: impl Fn(&Flow) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !until(&self.flow) {
            assert!(Instant::now() < end, "waited in vain in {:?}", self.flow.state());
            match self.events.recv_timeout(Duration::from_millis(50)) {
                Ok(event) => self.happen(event),
                Err(_) => self.happen(Event::Tick),
            }
        }
    }

    pub fn wait_for(&mut self, state: &str) {
        self.wait(|flow| flow.state().name() == state);
    }

    /// Leads a control to where the chip's password is typed, and begins to read.
    pub fn read(&mut self) {
        self.happen(Event::Continue);
        self.happen(Event::Typed(Typed::Method(AccessMethod::Can)));
        self.happen(Event::Typed(Typed::Text(Secret::new("123456"))));
        self.happen(Event::Continue);
    }

    /// Leads a control to the officer's review.
    pub fn review(&mut self) {
        self.read();
        self.wait_for("face");
        self.wait(|flow| matches!(flow.state(), State::Face(step, _) if step.advice == Advice::Hold));
        self.happen(Event::TakePicture);
        self.wait_for("review");
    }

    /// How the control ended that is being signed.
    pub fn ended(&mut self) -> Ended {
        self.wait_for("ended");
        match self.flow.state() {
            State::Ended(ended) => Ended::clone(ended),
            state => panic!("{}", state.name()),
        }
    }
}
