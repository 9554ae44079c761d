//! Stands in front of a flow: leads it to a state, and tells it what happens.

#![allow(dead_code, reason = "each test binary uses its part")]

use crate::findings::approvable;
use kiosk::flow::{
    AccessMethod, Advice, Effect, Ended, Event, Flow, Holder, Kept, Mode, Photo, Printing, Report, Secret,
    Timings, Typed,
};
use kiosk::text::Language;
use std::sync::Arc;
use std::time::Duration;
use verifier::assurance::Decision;
use verifier::reason::Reason;

/// A flow with a clock of its own.
pub struct Kiosk {
    pub flow: Flow,
    pub now: Duration,
}

impl Kiosk {
    pub fn new(mode: Mode) -> Self {
        let timings = if mode == Mode::Attended { Timings::ATTENDED } else { Timings::UNATTENDED };
        Self { flow: Flow::new(mode, timings, Language::Bokmaal), now: Duration::ZERO }
    }

    pub fn happen(&mut self, event: Event) -> Vec<Effect> {
        self.flow.handle(event, self.now)
    }

    pub fn report(&mut self, report: Report) -> Vec<Effect> {
        let case = self.flow.case();
        self.happen(Event::Work(case, report))
    }

    pub fn after(&mut self, time: Duration) -> Vec<Effect> {
        self.now += time;
        self.happen(Event::Tick)
    }

    pub fn stands_in(&self, state: &str) {
        assert_eq!(self.flow.state().name(), state);
    }

    pub fn signed_in() -> Self {
        let mut kiosk = Self::new(Mode::Attended);
        kiosk.happen(Event::SignIn(Secret::new("246810")));
        kiosk.report(Report::SignedIn("officer1".into()));
        kiosk.stands_in("idle");
        kiosk
    }

    pub fn at_access() -> Self {
        let mut kiosk = Self::signed_in();
        kiosk.happen(Event::Continue);
        kiosk.stands_in("access");
        kiosk
    }

    pub fn type_can(&mut self) {
        self.happen(Event::Typed(Typed::Method(AccessMethod::Can)));
        self.happen(Event::Typed(Typed::Text(Secret::new("123456"))));
    }

    pub fn reading() -> Self {
        let mut kiosk = Self::at_access();
        kiosk.type_can();
        assert!(matches!(kiosk.happen(Event::Continue).as_slice(), [Effect::Read(_)]));
        kiosk.stands_in("reading");
        kiosk
    }

    pub fn at_camera(holder: Option<Box<Holder>>) -> Self {
        let mut kiosk = Self::reading();
        kiosk.report(Report::ChipRead(holder));
        assert!(matches!(kiosk.happen(Event::Continue).as_slice(), [Effect::OpenCamera]));
        kiosk.stands_in("face");
        kiosk
    }

    pub fn judging(holder: Option<Box<Holder>>) -> Self {
        let mut kiosk = Self::at_camera(holder);
        kiosk.report(Report::Sees(Advice::Hold));
        assert!(matches!(kiosk.happen(Event::TakePicture).as_slice(), [Effect::TakePicture]));
        assert!(matches!(kiosk.report(Report::PictureTaken).as_slice(), [Effect::Judge]));
        kiosk.stands_in("judging");
        kiosk
    }

    pub fn alone_reading() -> Self {
        let mut kiosk = Self::new(Mode::Unattended);
        kiosk.happen(Event::Continue);
        kiosk.stands_in("languages");
        kiosk.happen(Event::Language(Language::NorthernSami));
        kiosk.stands_in("guidance");
        kiosk.happen(Event::Continue);
        kiosk.type_can();
        kiosk.happen(Event::Continue);
        kiosk.stands_in("reading");
        kiosk
    }

    pub fn alone_at_camera(holder: Option<Box<Holder>>) -> Self {
        let mut kiosk = Self::alone_reading();
        kiosk.report(Report::ChipRead(holder));
        kiosk.happen(Event::Continue);
        kiosk.stands_in("face");
        kiosk
    }

    pub fn ended(self) -> Self {
        let mut kiosk = self;
        kiosk.report(Report::Judged(approvable()));
        kiosk.happen(Event::Approve);
        kiosk.report(Report::Ended(ended(refusal())));
        kiosk.stands_in("ended");
        kiosk
    }
}

pub fn holder() -> (Box<Holder>, std::sync::Weak<Photo>) {
    let portrait = Arc::new(Photo { width: 1, height: 1, rgb: vec![1, 2, 3] });
    let watched = Arc::downgrade(&portrait);
    let holder = Holder {
        name: "ANNA MARIA ERIKSSON".into(),
        date_of_birth: "1974-08-12".into(),
        date_of_expiry: "2036-11-23".into(),
        document_number: "L898902C3".into(),
        issuing_state: "UT".into(),
        portrait: Some(portrait),
    };
    (Box::new(holder), watched)
}

pub fn ended(decision: Decision) -> Box<Ended> {
    Box::new(Ended {
        number: "c0ffee".into(),
        decision,
        folder: "out".into(),
        kept: Kept::Evidence,
        receipt: None,
        printing: Printing::NotAsked,
    })
}

pub fn refusal() -> Decision {
    Decision::refused_before_examination(Reason::AccessDenied)
}
