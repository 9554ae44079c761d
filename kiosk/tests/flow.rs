//! The flow alone: every transition, time-outs, and that a wipe leaves nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use kiosk::flow::{
    AccessEntry, AccessProblem, Advice, CaseNumber, Effect, Event, OfficerSays, Report, Row, Secret, State,
    Status, Timings, Typed,
};
use kiosk::text::Language;
use std::time::Duration;
use verifier::reason::Reason;

mod attendant;
mod findings;
use attendant::{Kiosk, ended, holder, refusal};
use findings::{approvable, refused};

#[test]
fn an_officer_controls_approves_and_goes_on() {
    let mut kiosk = Kiosk::judging(Some(holder().0));
    kiosk.report(Report::Judged(approvable()));
    kiosk.stands_in("review");
    let effects = kiosk.happen(Event::Approve);
    assert!(matches!(effects.as_slice(), [Effect::Conclude(OfficerSays::Approve, Language::Bokmaal)]));
    kiosk.stands_in("closing");
    assert!(kiosk.happen(Event::Cancel).is_empty(), "what is being signed cannot be left");
    assert!(matches!(kiosk.report(Report::Ended(ended(refusal()))).as_slice(), [Effect::Wipe]));
    kiosk.stands_in("ended");
    let case = kiosk.flow.case();
    assert!(matches!(kiosk.happen(Event::Continue).as_slice(), [Effect::Wipe]));
    kiosk.stands_in("idle");
    assert_ne!(kiosk.flow.case(), case);
}

#[test]
fn what_is_not_proven_cannot_be_approved() {
    let mut kiosk = Kiosk::judging(None);
    kiosk.report(Report::Judged(refused(Reason::ChipNotGenuine)));
    assert!(kiosk.happen(Event::Approve).is_empty());
    assert!(kiosk.happen(Event::Retake).is_empty(), "no picture makes a chip genuine");
    kiosk.stands_in("review");
    let effects = kiosk.happen(Event::Continue);
    assert!(matches!(effects.as_slice(), [Effect::Conclude(OfficerSays::Nothing, _)]));
}

#[test]
fn a_face_that_does_not_match_may_be_taken_again() {
    let mut kiosk = Kiosk::judging(Some(holder().0));
    kiosk.report(Report::Judged(refused(Reason::FaceNotMatched)));
    assert!(matches!(kiosk.happen(Event::Retake).as_slice(), [Effect::OpenCamera]));
    match kiosk.flow.state() {
        State::Face(step, Some(_)) => {
            assert_eq!((step.taken, step.problem), (1, Some(Reason::FaceNotMatched)));
        }
        state => panic!("{}", state.name()),
    }
}

#[test]
fn the_chip_is_read_only_with_a_whole_password() {
    let mut kiosk = Kiosk::at_access();
    assert!(kiosk.happen(Event::Continue).is_empty());
    let problem = |kiosk: &Kiosk| match kiosk.flow.state() {
        State::Access(AccessEntry { problem, .. }) => *problem,
        state => panic!("{}", state.name()),
    };
    assert_eq!(problem(&kiosk), Some(AccessProblem::Incomplete));
    kiosk.type_can();
    assert_eq!(problem(&kiosk), None);
    kiosk.happen(Event::Continue);
    kiosk.report(Report::CardLost);
    assert_eq!(problem(&kiosk), Some(AccessProblem::CardLost));
}

#[test]
fn a_chip_that_refuses_three_times_ends_in_a_signed_refusal() {
    let mut kiosk = Kiosk::reading();
    for _ in 0..2 {
        assert!(kiosk.report(Report::ChipRefused(Reason::AccessDenied)).is_empty());
        kiosk.stands_in("access");
        kiosk.type_can();
        kiosk.happen(Event::Continue);
    }
    let effects = kiosk.report(Report::ChipRefused(Reason::AccessDenied));
    assert!(matches!(effects.as_slice(), [Effect::RefuseUnread(Reason::AccessDenied, _)]));
    kiosk.stands_in("closing");
    kiosk.report(Report::Ended(ended(refusal())));
    kiosk.stands_in("ended");
    assert!(!format!("{:?}", kiosk.flow).contains("AccessEntry"), "what was typed is gone");
    let mut kiosk = Kiosk::reading();
    kiosk.report(Report::ChipRefused(Reason::SecureMessagingFailed));
    kiosk.stands_in("access");
}

#[test]
fn findings_are_shown_and_the_camera_opens_by_itself() {
    let mut kiosk = Kiosk::reading();
    kiosk.report(Report::Stage(emrtd::session::Stage::Pace));
    kiosk.report(Report::Found(Row::Signature, Status::Proven("UT".into())));
    match kiosk.flow.state() {
        State::Reading(progress, _) => {
            assert_eq!(progress.status(Row::Signature), &Status::Proven("UT".into()));
        }
        state => panic!("{}", state.name()),
    }
    assert!(kiosk.happen(Event::Continue).is_empty(), "not before the chip is read");
    kiosk.report(Report::ChipRead(None));
    assert!(kiosk.after(Duration::from_millis(100)).is_empty());
    assert!(matches!(kiosk.after(Duration::from_secs(2)).as_slice(), [Effect::OpenCamera]));
}

#[test]
fn alone_a_picture_is_taken_of_a_face_that_can_be_taken_and_an_officer_takes_every_face() {
    for advice in [Advice::NoFace, Advice::Several, Advice::Closer, Advice::Back, Advice::Centre] {
        let mut alone = Kiosk::alone_at_camera(None);
        alone.report(Report::Sees(advice));
        assert!(alone.happen(Event::TakePicture).is_empty());
        assert!(alone.after(Duration::from_secs(29)).is_empty());
        assert!(matches!(alone.after(Duration::from_secs(1)).as_slice(), [Effect::TakePicture]));
        let mut attended = Kiosk::at_camera(None);
        assert!(attended.happen(Event::TakePicture).is_empty(), "the camera shows nothing yet");
        attended.report(Report::Sees(advice));
        assert!(attended.after(Duration::from_secs(60)).is_empty(), "an officer takes the picture");
        assert!(matches!(attended.happen(Event::TakePicture).as_slice(), [Effect::TakePicture]));
    }
    let mut kiosk = Kiosk::at_camera(None);
    kiosk.report(Report::CameraLost);
    assert!(kiosk.happen(Event::TakePicture).is_empty());
    assert!(matches!(kiosk.happen(Event::Continue).as_slice(), [Effect::OpenCamera]));
}

#[test]
fn alone_the_picture_takes_itself_and_bad_pictures_are_taken_again() {
    let mut kiosk = Kiosk::alone_at_camera(None);
    for taken in 1..=3 {
        kiosk.report(Report::Sees(Advice::Hold));
        let wait = if taken == 1 { 3 } else { 6 };
        assert_eq!(kiosk.flow.countdown(), Some(Duration::from_secs(wait)));
        assert!(kiosk.after(Duration::from_millis(wait * 1000 - 500)).is_empty(), "there is a count-down");
        assert_eq!(kiosk.flow.countdown(), Some(Duration::from_millis(500)));
        assert!(matches!(kiosk.after(Duration::from_secs(2)).as_slice(), [Effect::TakePicture]));
        kiosk.report(Report::PictureTaken);
        let effects = kiosk.report(Report::Judged(refused(Reason::FaceNotFound)));
        match taken {
            3 => assert!(matches!(
                effects.as_slice(),
                [Effect::Conclude(OfficerSays::Nothing, Language::NorthernSami)]
            )),
            _ => assert!(matches!(effects.as_slice(), [Effect::OpenCamera])),
        }
    }
    kiosk.report(Report::Ended(ended(refusal())));
    kiosk.stands_in("ended");
    assert_eq!(kiosk.flow.language(), Language::NorthernSami);
    assert!(matches!(kiosk.after(Timings::UNATTENDED.outcome).as_slice(), [Effect::Wipe]));
    kiosk.stands_in("attract");
    assert_eq!(kiosk.flow.language(), Language::Bokmaal, "the next person begins anew");
}

#[test]
fn whoever_walks_away_is_asked_and_then_wiped() {
    let mut kiosk = Kiosk::alone_at_camera(None);
    kiosk.after(Duration::from_secs(39));
    assert_eq!(kiosk.flow.warning(), None);
    kiosk.after(Duration::from_secs(1));
    assert_eq!(kiosk.flow.warning(), Some(Duration::from_secs(20)), "there is time enough to answer");
    kiosk.after(Duration::from_secs(10));
    assert_eq!(kiosk.flow.warning(), Some(Duration::from_secs(10)));
    kiosk.happen(Event::Activity);
    assert_eq!(kiosk.flow.warning(), None);
    let case = kiosk.flow.case();
    assert!(matches!(kiosk.after(Duration::from_secs(60)).as_slice(), [Effect::Wipe]));
    kiosk.stands_in("attract");
    for event in [Event::Continue, Event::Continue, Event::Continue] {
        kiosk.happen(event);
    }
    kiosk.type_can();
    kiosk.happen(Event::Continue);
    kiosk.report(Report::ChipRead(None));
    kiosk.happen(Event::Continue);
    kiosk.happen(Event::Work(case, Report::Sees(Advice::Hold)));
    assert_eq!(kiosk.flow.countdown(), None, "what an earlier case's camera saw is nobody's face");
    kiosk.report(Report::Sees(Advice::Hold));
    assert!(kiosk.flow.countdown().is_some());
}

#[test]
fn leaving_wipes_and_nothing_stays() {
    for leave in [Event::Cancel, Event::Tick] {
        for make in [Kiosk::at_camera, Kiosk::judging] {
            let (holder, portrait) = holder();
            let mut kiosk = make(Some(holder));
            assert!(portrait.upgrade().is_some());
            if matches!(leave, Event::Tick) {
                kiosk.now += Duration::from_secs(3600);
            }
            assert!(matches!(kiosk.happen(leave.clone()).as_slice(), [Effect::Wipe]));
            assert!(portrait.upgrade().is_none(), "the portrait is still held");
        }
    }
}

#[test]
fn the_outcome_holds_nothing_of_the_person() {
    let (holder, portrait) = holder();
    let mut kiosk = Kiosk::judging(Some(holder));
    kiosk.report(Report::Judged(approvable()));
    kiosk.happen(Event::Approve);
    assert!(portrait.upgrade().is_none());
    let mut shown = ended(refusal());
    shown.number = "c0ffee".into();
    kiosk.report(Report::Ended(shown));
    let shown = format!("{:?}", kiosk.flow);
    assert!(shown.contains("c0ffee"), "what is shown is looked at");
    assert!(!shown.contains("Holder") && !shown.contains("Photo"));
}

#[test]
fn reports_of_an_earlier_case_are_forgotten() {
    let mut kiosk = Kiosk::reading();
    let old = kiosk.flow.case();
    kiosk.happen(Event::Cancel);
    kiosk.stands_in("idle");
    kiosk.happen(Event::Continue);
    kiosk.type_can();
    kiosk.happen(Event::Continue);
    kiosk.happen(Event::Work(old, Report::ChipRead(Some(holder().0))));
    assert!(kiosk.flow.state().holder().is_none());
    kiosk.happen(Event::Work(CaseNumber(999), Report::ChipRefused(Reason::AccessDenied)));
    kiosk.stands_in("reading");
}

#[test]
fn debug_of_events_and_effects_shows_nothing_typed() {
    let secret = Secret::new("L898902C3");
    let shown = format!(
        "{:?} {:?} {:?}",
        Event::SignIn(secret.clone()),
        Event::Typed(Typed::Text(secret.clone())),
        Effect::Unlock(0, secret)
    );
    assert!(!shown.contains("L898902C3"));
}
