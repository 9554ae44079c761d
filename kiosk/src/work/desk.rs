//! The thread's desk: the case that lies on it, and the loop that works on it.

use super::nonces::Nonces;
use super::retention::Retention;
use super::worker::CurrentCase;
use super::{Inputs, LiveView, Post, chip, journal};
use crate::flow::{Advice, Attempt, CaseNumber, Effect, Outage, Report};
use capture::Presence;
use capture::camera::Camera;
use emrtd::password::Password;
use emrtd::record::ChipRecord;
use models::{Cache, Networks};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::{Duration, Instant};
use time::OffsetDateTime;
use verifier::conclusion::Examined;
use verifier::control::Probe;
use verifier::face_networks::FaceNetworks;
use verifier::jws::TokenKey;

/// So often it is looked whether a document lies on the reader.
const WATCH: Duration = Duration::from_millis(500);

/// An effect that is asked for, and the case it is for.
type Order = (CaseNumber, Effect);

/// What was captured for the case; dropped as a whole.
#[derive(Default)]
pub(super) struct Captured {
    pub(super) record: Option<ChipRecord>,
    pub(super) shown: Option<(Vec<u8>, bool)>,
    pub(super) probe: Option<Probe>,
    pub(super) examined: Option<Examined>,
    pub(super) at: Option<OffsetDateTime>,
    pub(super) nonce: Option<String>,
    pub(super) attempts: Vec<Attempt>,
}

pub(super) struct Desk {
    pub(super) inputs: Inputs,
    pub(super) post: Post,
    pub(super) current: CurrentCase,
    pub(super) live: LiveView,
    pub(super) networks: Option<FaceNetworks>,
    pub(super) officer: Option<TokenKey>,
    pub(super) case: CaseNumber,
    pub(super) captured: Captured,
    pub(super) camera: Option<Box<dyn Camera>>,
    pub(super) nonces: Nonces,
    retention: Retention,
    reader: Option<Box<dyn Presence>>,
    document: Option<bool>,
    watched: Instant,
    pub(super) frames: u64,
    pub(super) advice: Advice,
}

impl Desk {
    pub(super) fn new(inputs: Inputs, post: Post, current: CurrentCase, live: LiveView) -> Self {
        Self {
            nonces: Nonces::new(inputs.nonce.clone(), &inputs.out),
            retention: Retention::new(&inputs.out, inputs.policy.demands().retention.days),
            reader: capture::watch(&inputs.reader).ok(),
            document: None,
            watched: Instant::now(),
            inputs,
            post,
            current,
            live,
            networks: None,
            officer: None,
            case: CaseNumber::default(),
            captured: Captured::default(),
            camera: None,
            frames: 0,
            advice: Advice::Starting,
        }
    }

    /// Works until the window is closed.
    pub(super) fn work(mut self, orders: &Receiver<Order>) {
        self.retention.apply(OffsetDateTime::now_utc());
        match networks() {
            Ok(networks) => self.networks = Some(networks),
            Err(what) => {
                journal::note("networks", &what);
                self.report(Report::Outage(Outage::Networks(what)));
            }
        }
        self.watch();
        while let Some(order) = self.next(orders) {
            match order {
                Some((case, effect)) => self.carry_out(case, effect),
                None => self.look(),
            }
            if self.watched.elapsed() >= WATCH {
                self.watch();
                self.retention.apply(OffsetDateTime::now_utc());
            }
        }
    }

    /// The next order, or none for the moment; nothing at all once the window is closed.
    fn next(&self, orders: &Receiver<Order>) -> Option<Option<Order>> {
        if self.camera.is_some() {
            return match orders.try_recv() {
                Err(TryRecvError::Disconnected) => None,
                order => Some(order.ok()),
            };
        }
        match orders.recv_timeout(WATCH) {
            Err(RecvTimeoutError::Disconnected) => None,
            order => Some(order.ok()),
        }
    }

    pub(super) fn report(&self, report: Report) {
        self.post.post(self.case, report);
    }

    fn carry_out(&mut self, case: CaseNumber, effect: Effect) {
        self.case = case;
        match effect {
            Effect::Unlock(officer, pin) => self.unlock(officer, &pin),
            Effect::Lock => self.officer = None,
            Effect::Read(password) => self.read(password),
            Effect::OpenCamera => self.open_camera(),
            Effect::TakePicture => self.take_picture(),
            Effect::Judge => self.judge(),
            Effect::Conclude(says, language) => self.conclude(says, language),
            Effect::RefuseUnread(reason, language) => self.refuse_unread(reason, language),
            Effect::Print(receipt) => self.print(receipt),
            Effect::Wipe => self.wipe(),
        }
    }

    fn wipe(&mut self) {
        self.camera = None;
        self.captured = Captured::default();
        self.show(None);
    }

    /// A printer may take its time; nobody waits for it.
    fn print(&self, receipt: PathBuf) {
        let (Some(program), post, case) = (self.inputs.print.clone(), self.post.clone(), self.case) else {
            return self.report(Report::Printed(false));
        };
        std::thread::spawn(move || {
            let command =
                Command::new(program).arg(receipt).stdin(Stdio::null()).stdout(Stdio::null()).status();
            match &command {
                Ok(status) if status.success() => {}
                Ok(status) => journal::note("printing", status),
                Err(error) => journal::note("printing", error),
            }
            post.post(case, Report::Printed(command.is_ok_and(|status| status.success())));
        });
    }

    /// Says whether a document lies on the reader, when that has changed.
    fn watch(&mut self) {
        let present = self.reader.as_mut().is_some_and(|reader| reader.document_present());
        self.watched = Instant::now();
        if self.document != Some(present) {
            self.document = Some(present);
            self.report(Report::Document(present));
        }
    }

    pub(super) fn now(&mut self) -> OffsetDateTime {
        *self.captured.at.get_or_insert(self.inputs.at.unwrap_or_else(OffsetDateTime::now_utc))
    }

    fn read(&mut self, password: Password) {
        self.captured = Captured::default();
        match chip::read(&self.inputs, password, (self.case, &self.current), &self.post) {
            Ok(record) => {
                let at = self.now();
                chip::prove(&self.inputs, &record, at, |report| self.post.post(self.case, report));
                self.captured.record = Some(record);
            }
            Err(report) => self.report(report),
        }
    }
}

/// Opens the networks from the cache; what is missing says what to do.
fn networks() -> Result<FaceNetworks, String> {
    let cache = Cache::open(None).map_err(|error| error.to_string())?;
    let networks = Networks::open(&cache).map_err(|error| error.to_string())?;
    FaceNetworks::open(&networks).map_err(|error| error.to_string())
}
