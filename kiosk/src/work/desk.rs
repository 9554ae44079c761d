//! The thread's desk: the case that lies on it, and the loop that works on it.

use super::archive::{self, Filed};
use super::worker::CurrentCase;
use super::{Inputs, LiveView, Post, chip, live, unlock};
use crate::flow::{
    Advice, CaseNumber, Effect, Ended, Findings, OfficerSays, Outage, PinProblem, Report, Secret,
};
use crate::text::Language;
use capture::camera::{Camera, open_camera};
use emrtd::password::Password;
use emrtd::record::ChipRecord;
use models::{Cache, Networks};
use ring::rand::{SecureRandom, SystemRandom};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::Duration;
use time::OffsetDateTime;
use verifier::case::OfficerStatement;
use verifier::conclusion::{Conclusion, Examined, Signer, refuse_unexamined};
use verifier::control::{Capture, Control, Probe};
use verifier::examiner::Examiner;
use verifier::face_networks::FaceNetworks;
use verifier::jws::SigningKey;
use verifier::officer::{OfficerDecision, Statement};
use verifier::picture::Picture;
use verifier::policy::ProbeSource;
use verifier::reason::Reason;

/// So often it is looked whether a document lies on the reader.
const WATCH: Duration = Duration::from_millis(500);

/// What was captured for the case; dropped as a whole.
#[derive(Default)]
struct Captured {
    record: Option<ChipRecord>,
    shown: Option<(Vec<u8>, bool)>,
    probe: Option<Probe>,
    examined: Option<Examined>,
    at: Option<OffsetDateTime>,
}

pub(super) struct Desk {
    inputs: Inputs,
    post: Post,
    current: CurrentCase,
    live: LiveView,
    networks: Option<FaceNetworks>,
    officer: Option<SigningKey>,
    case: CaseNumber,
    captured: Captured,
    camera: Option<Box<dyn Camera>>,
    watching: bool,
    frames: u64,
    advice: Advice,
}

impl Desk {
    pub(super) fn new(inputs: Inputs, post: Post, current: CurrentCase, live: LiveView) -> Self {
        Self {
            inputs,
            post,
            current,
            live,
            networks: None,
            officer: None,
            case: CaseNumber::default(),
            captured: Captured::default(),
            camera: None,
            watching: false,
            frames: 0,
            advice: Advice::Starting,
        }
    }

    /// Works until the window is closed.
    pub(super) fn work(mut self, orders: &Receiver<(CaseNumber, Effect)>) {
        match networks() {
            Ok(networks) => self.networks = Some(networks),
            Err(what) => self.report(Report::Outage(Outage::Networks(what))),
        }
        loop {
            let order = match (self.camera.is_some(), self.watching) {
                (true, _) => match orders.try_recv() {
                    Err(TryRecvError::Disconnected) => return,
                    order => order.ok(),
                },
                (false, true) => match orders.recv_timeout(WATCH) {
                    Err(RecvTimeoutError::Disconnected) => return,
                    order => order.ok(),
                },
                (false, false) => match orders.recv() {
                    Err(_) => return,
                    order => order.ok(),
                },
            };
            match order {
                Some((case, effect)) => self.carry_out(case, effect),
                None if self.camera.is_some() => self.look(),
                None => self.watch(),
            }
        }
    }

    fn report(&self, report: Report) {
        self.post.post(self.case, report);
    }

    fn carry_out(&mut self, case: CaseNumber, effect: Effect) {
        self.case = case;
        self.watching = matches!(effect, Effect::WatchReader);
        match effect {
            Effect::Unlock(pin) => self.unlock(&pin),
            Effect::Lock => self.officer = None,
            Effect::WatchReader => self.watch(),
            Effect::Read(password) => self.read(password),
            Effect::OpenCamera => self.open_camera(),
            Effect::TakePicture => self.take_picture(),
            Effect::Judge => self.judge(),
            Effect::Conclude(says, language) => self.conclude(says, language),
            Effect::RefuseUnread(reason, language) => self.refuse_unread(reason, language),
            Effect::Wipe => self.wipe(),
        }
    }

    fn wipe(&mut self) {
        self.camera = None;
        self.captured = Captured::default();
        self.show(None);
    }

    fn show(&self, view: Option<live::View>) {
        let mut slot = self.live.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *slot = view;
    }

    fn unlock(&mut self, pin: &Secret) {
        let key = self.inputs.officer.as_ref().ok_or(PinProblem::Unusable);
        let report = match key.and_then(|key| unlock(&key.pem, pin)) {
            Ok(key) => {
                let name = key.public().kid.chars().take(8).collect();
                self.officer = Some(key);
                Report::SignedIn(name)
            }
            Err(problem) => Report::PinRefused(problem),
        };
        self.report(report);
    }

    fn watch(&mut self) {
        self.report(Report::Document(capture::open(&self.inputs.reader).is_ok()));
    }

    fn now(&mut self) -> OffsetDateTime {
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

    fn open_camera(&mut self) {
        self.advice = Advice::Starting;
        match open_camera(&self.inputs.camera) {
            Ok(camera) => self.camera = Some(camera),
            Err(_) => self.report(Report::CameraLost),
        }
    }

    /// Shows the next frame, and says what to do when that changes.
    fn look(&mut self) {
        let Some(camera) = self.camera.as_mut() else { return };
        let Some(networks) = self.networks.as_mut() else { return self.lose_camera() };
        let device = camera.is_device();
        let Ok(frame) = camera.next_frame() else { return self.lose_camera() };
        let Ok(picture) = Picture::decode(&frame.image) else { return self.lose_camera() };
        self.frames = self.frames.wrapping_add(1);
        let Ok((view, advice)) = live::look(&mut networks.faces, &picture, self.frames) else {
            self.camera = None;
            return self.report(Report::Outage(Outage::Control));
        };
        self.captured.shown = Some((frame.image, device));
        self.show(Some(view));
        if advice == self.advice {
            self.post.wake();
        } else {
            self.advice = advice;
            self.report(Report::Sees(advice));
        }
    }

    fn lose_camera(&mut self) {
        self.camera = None;
        self.show(None);
        self.report(Report::CameraLost);
    }

    /// The picture is the one that was shown last.
    fn take_picture(&mut self) {
        self.camera = None;
        let probe = self.captured.shown.take().and_then(|(image, device)| {
            let source = if device { ProbeSource::Camera } else { ProbeSource::StillFile };
            Probe::decode(image, source).ok()
        });
        self.captured.probe = probe;
        self.report(if self.captured.probe.is_some() { Report::PictureTaken } else { Report::CameraLost });
    }

    fn control(&mut self) -> Control {
        Control { audience: self.inputs.audience.clone(), nonce: self.inputs.nonce.clone(), at: self.now() }
    }

    fn judge(&mut self) {
        let control = self.control();
        let (Some(record), Some(probe), Some(networks)) =
            (self.captured.record.clone(), self.captured.probe.take(), self.networks.as_mut())
        else {
            return self.report(Report::Outage(Outage::Control));
        };
        let mut examiner = Examiner { trust: &self.inputs.trust, policy: &self.inputs.policy, networks };
        let capture = Capture { record, probes: vec![probe] };
        let Ok(examined) = examiner.examine(&control, &capture) else {
            return self.report(Report::Outage(Outage::Control));
        };
        let findings = Findings {
            reports: examined.reports().clone(),
            outlook: examined.outlook(),
            policy: self.inputs.policy.demands().name.clone(),
        };
        self.captured.examined = Some(examined);
        self.report(Report::Judged(Box::new(findings)));
    }

    /// What the officer says, signed with the officer's own key.
    fn statement(&self, examined: &Examined, says: OfficerSays) -> Option<OfficerStatement> {
        let (key, officer) = (self.officer.as_ref()?, self.inputs.officer.as_ref()?);
        let approval = examined.statement().ok()?;
        let statement = match says {
            OfficerSays::Approve => approval,
            OfficerSays::Decline => Statement { decision: OfficerDecision::Refuse, ..approval },
            OfficerSays::Nothing => return None,
        };
        let statement = statement.sign(key, &SystemRandom::new()).ok()?;
        Some(OfficerStatement { statement, enrolled: officer.enrolled.clone() })
    }

    fn conclude(&mut self, says: OfficerSays, language: Language) {
        let Some(examined) = self.captured.examined.take() else {
            return self.report(Report::Outage(Outage::Control));
        };
        let statement = self.statement(&examined, says);
        let ended = self.sign(|signer| examined.conclude(statement, signer).ok(), says, language);
        self.end(ended);
    }

    fn refuse_unread(&mut self, reason: Reason, language: Language) {
        let control = self.control();
        let (policy, trust) = (&self.inputs.policy, &self.inputs.trust);
        let refuse = |signer: &Signer<'_>| refuse_unexamined(&control, policy, trust, reason, signer).ok();
        let ended = self.sign(refuse, OfficerSays::Nothing, language);
        self.end(ended);
    }

    fn end(&mut self, ended: Result<Ended, Outage>) {
        self.report(match ended {
            Ok(ended) => Report::Ended(Box::new(ended)),
            Err(outage) => Report::Outage(outage),
        });
    }

    fn sign(
        &self,
        conclude: impl FnOnce(&Signer<'_>) -> Option<Conclusion>,
        officer: OfficerSays,
        language: Language,
    ) -> Result<Ended, Outage> {
        let random = SystemRandom::new();
        let mut number = [0u8; 16];
        random.fill(&mut number).map_err(|_| Outage::Control)?;
        let number = hex::encode(number);
        let (issuer, key) = (self.inputs.issuer.as_str(), &self.inputs.signing_key);
        let conclusion = conclude(&Signer { issuer, number: &number, key, random: &random });
        let conclusion = conclusion.ok_or(Outage::Control)?;
        let at = self.captured.at.unwrap_or_else(OffsetDateTime::now_utc);
        let filed = Filed { number: &number, conclusion: &conclusion, officer, at, language };
        archive::file(&self.inputs, &filed).map_err(|_| Outage::Writing)
    }
}

/// Opens the networks from the cache; what is missing says what to do.
fn networks() -> Result<FaceNetworks, String> {
    let cache = Cache::open(None).map_err(|error| error.to_string())?;
    let networks = Networks::open(&cache).map_err(|error| error.to_string())?;
    FaceNetworks::open(&networks).map_err(|error| error.to_string())
}
