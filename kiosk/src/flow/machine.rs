//! The state machine: events in, effects out, and the wipe between two cases.

use super::wrong_pins::WrongPins;
use super::{AccessEntry, CaseNumber, Effect, Event, Mode, OfficerSays, Report, SignIn, State, Timings};
use crate::text::Language;
use std::collections::BTreeMap;
use std::time::Duration;

/// So long the window stays open after a single control for somebody to take the document.
const REMINDER: Duration = Duration::from_secs(10);

/// The flow of one kiosk.
#[derive(Debug)]
pub struct Flow {
    pub(super) mode: Mode,
    pub(super) timings: Timings,
    pub(super) home_language: Language,
    pub(super) language: Language,
    pub(super) state: State,
    pub(super) case: CaseNumber,
    pub(super) officer: Option<String>,
    pub(super) refusals: u8,
    /// So many pictures the policy lets be taken.
    pub(super) attempts: u8,
    /// What wrong PINs cost, for each of the officers' keys.
    pub(super) wrong_pins: BTreeMap<usize, WrongPins>,
    /// It is asked whether the case is to be left.
    pub(super) asked: bool,
    /// What was reported meanwhile and would end the case.
    pub(super) held: Option<Report>,
    /// When the case began.
    pub(super) begun: Option<Duration>,
    /// What was typed to open the chip, as long as it may have to be typed again.
    pub(super) typed: Option<AccessEntry>,
    /// The language of this case's receipt, where it is another than the screen's.
    pub(super) receipt: Option<Language>,
    /// Whether a document lies on the reader, once that is known.
    pub(super) document: Option<bool>,
    /// The document of the case before still lies there.
    left_behind: bool,
    /// There is one control, and then no other.
    one_control: bool,
    pub(super) entered: Duration,
    pub(super) active: Duration,
    pub(super) now: Duration,
}

impl Flow {
    /// A kiosk that was switched on.
    pub fn new(mode: Mode, timings: Timings, language: Language) -> Self {
        Self {
            mode,
            timings,
            home_language: language,
            language,
            state: home(mode, false),
            case: CaseNumber::default(),
            officer: None,
            refusals: 0,
            attempts: 3,
            wrong_pins: BTreeMap::new(),
            asked: false,
            held: None,
            begun: None,
            typed: None,
            receipt: None,
            document: None,
            left_behind: false,
            one_control: false,
            entered: Duration::ZERO,
            active: Duration::ZERO,
            now: Duration::ZERO,
        }
    }

    /// The same kiosk for a single control: after its result there is no other.
    pub fn for_one_control(self) -> Self {
        Self { one_control: true, ..self }
    }

    /// The same kiosk under a policy that lets so many pictures be taken.
    pub fn with_attempts(self, attempts: u32) -> Self {
        Self { attempts: u8::try_from(attempts).unwrap_or(u8::MAX), ..self }
    }

    /// True when no control follows the current one.
    pub fn ends_after_control(&self) -> bool {
        self.one_control
    }

    /// Who stands in front of it.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// Where it stands.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The language on the screen.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The language of the receipt.
    pub fn receipt_language(&self) -> Language {
        self.receipt.unwrap_or(self.language)
    }

    /// Whether a document lies on the reader, once that is known.
    pub fn document(&self) -> Option<bool> {
        self.document
    }

    /// True when the document of a control that is over still lies on the reader.
    pub fn document_is_to_be_taken(&self) -> bool {
        let over = self.left_behind || matches!(self.state, State::Ended(_));
        over && self.document == Some(true)
    }

    /// True when the single control is over and nobody is reminded of the document any more.
    pub fn may_close(&self) -> bool {
        let reminded = self.now.saturating_sub(self.entered) >= REMINDER;
        matches!(self.state, State::Done(_)) && (reminded || !self.document_is_to_be_taken())
    }

    /// True when the single control that was ordered has no result, as far as is known.
    pub fn owes_result(&self) -> bool {
        let signed = match &self.state {
            State::Ended(_) => true,
            State::Done(kept) => kept.has_result(),
            _ => false,
        };
        self.one_control && !signed
    }

    /// The number of the current case.
    pub fn case(&self) -> CaseNumber {
        self.case
    }

    /// The name of the signed-in officer's key.
    pub fn officer(&self) -> Option<&str> {
        self.officer.as_deref()
    }

    /// The time since the program started, as the last event had it.
    pub fn now(&self) -> Duration {
        self.now
    }

    /// True when leaving the case now would lose what was typed, read or taken.
    pub fn has_something_to_lose(&self) -> bool {
        match &self.state {
            State::Access(entry) => !entry.is_empty(),
            state => state.is_before_the_end(),
        }
    }

    /// How long the state has stood.
    pub fn stood(&self) -> Duration {
        self.now.saturating_sub(self.entered)
    }

    /// Takes an event at a moment since the program started, and says what is to be done.
    pub fn handle(&mut self, event: Event, now: Duration) -> Vec<Effect> {
        self.now = now.max(self.now);
        match event {
            Event::Tick => self.tick(),
            Event::Work(case, report) => self.report(case, report),
            Event::Asked(asked) => self.ask_to_leave(asked),
            Event::Activity => {
                self.active = self.now;
                Vec::new()
            }
            event => {
                self.active = self.now;
                self.act(event)
            }
        }
    }

    fn act(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Language(language) => self.choose(language),
            Event::Officer(officer) => self.choose_officer(officer),
            Event::SignIn(pin) => self.sign_in(pin),
            Event::SignOut => self.sign_out(),
            Event::Cancel => self.cancel(),
            Event::Continue => self.advance(),
            Event::Typed(typed) => self.typed(typed),
            Event::ReceiptLanguage(language) => self.choose_receipt(language),
            Event::TakePicture => self.take_picture(),
            Event::Retake => self.retake(),
            Event::PrintReceipt => self.print(),
            Event::Approve => self.decide(OfficerSays::Approve),
            Event::Decline => self.decide(OfficerSays::Decline),
            Event::Tick | Event::Activity | Event::Asked(_) | Event::Work(..) => Vec::new(),
        }
    }

    pub(super) fn enter(&mut self, state: State) {
        let over = self.left_behind || self.state.uses_document();
        self.left_behind = over && !state.uses_document() && self.document == Some(true);
        if !state.is_before_the_end() {
            self.typed = None;
        }
        self.held = None;
        self.state = state;
        self.entered = self.now;
        self.active = self.now;
    }

    /// Takes note of what lies on the reader.
    pub(super) fn watched(&mut self, present: bool) {
        self.document = Some(present);
        self.left_behind &= present;
    }

    /// Everything of the case goes, and its number with it.
    pub(super) fn wipe(&mut self) -> Vec<Effect> {
        let kept = match &self.state {
            State::Ended(ended) => Some(ended.kept),
            State::OutOfService(outage) => Some(outage.kept()),
            _ => None,
        };
        self.case = CaseNumber(self.case.0.wrapping_add(1));
        self.refusals = 0;
        self.receipt = None;
        self.begun = None;
        self.asked = false;
        self.language = self.home_language;
        self.enter(match kept.filter(|_| self.one_control) {
            Some(kept) => State::Done(kept),
            None => home(self.mode, self.officer.is_some()),
        });
        vec![Effect::Wipe]
    }
}

fn home(mode: Mode, signed_in: bool) -> State {
    match (mode, signed_in) {
        (Mode::Unattended, _) => State::Attract,
        (Mode::Attended, true) => State::Idle,
        (Mode::Attended, false) => State::SignIn(SignIn::default()),
    }
}
