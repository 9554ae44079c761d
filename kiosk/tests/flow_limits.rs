//! Limits in the flow: of attempts, of PINs, of waiting for work, and of a whole case.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use kiosk::flow::{
    AccessMethod, AccessProblem, Advice, Effect, Event, Mode, Outage, Report, Secret, State, Timings, Typed,
};
use std::time::Duration;
use verifier::reason::Reason;

mod attendant;
mod findings;
use attendant::{Kiosk, ended, holder, refusal};
use findings::{approvable, refused};

const SECOND: Duration = Duration::from_secs(1);

fn with_attempts(kiosk: Kiosk, attempts: u32) -> Kiosk {
    Kiosk { flow: kiosk.flow.with_attempts(attempts), ..kiosk }
}

#[test]
fn so_many_pictures_are_taken_as_the_policy_says() {
    let mut kiosk = with_attempts(Kiosk::judging(None), 2);
    kiosk.report(Report::Judged(refused(Reason::PresentationAttack)));
    assert!(kiosk.flow.may_retake());
    kiosk.happen(Event::Retake);
    kiosk.report(Report::Sees(Advice::Hold));
    kiosk.happen(Event::TakePicture);
    kiosk.report(Report::PictureTaken);
    kiosk.report(Report::Judged(refused(Reason::FaceNotMatched)));
    assert!(!kiosk.flow.may_retake());
    assert!(kiosk.happen(Event::Retake).is_empty());
    kiosk.stands_in("review");
    let mut alone = with_attempts(Kiosk::alone_at_camera(None), 1);
    alone.report(Report::Sees(Advice::Hold));
    alone.happen(Event::TakePicture);
    alone.report(Report::PictureTaken);
    let effects = alone.report(Report::Judged(refused(Reason::FaceNotMatched)));
    assert!(matches!(effects.as_slice(), [Effect::Conclude(..)]));
}

#[test]
fn a_policy_without_pictures_has_the_chip_judged_alone() {
    let mut kiosk = with_attempts(Kiosk::reading(), 0);
    kiosk.report(Report::ChipRead(None));
    assert!(matches!(kiosk.happen(Event::Continue).as_slice(), [Effect::Judge]));
    kiosk.stands_in("judging");
}

#[test]
fn work_that_does_not_end_is_an_outage_after_a_minute() {
    let mut kiosk = Kiosk::new(Mode::Attended);
    kiosk.happen(Event::SignIn(Secret::new("246810")));
    assert!(kiosk.after(59 * SECOND).is_empty());
    assert!(matches!(kiosk.after(SECOND).as_slice(), [Effect::Wipe]));
    kiosk.stands_in("out-of-service");
    let effects = kiosk.report(Report::SignedIn("officer1".into()));
    assert!(matches!(effects.as_slice(), [Effect::Lock]), "nobody waits for it any more");
    let mut kiosk = Kiosk::judging(None);
    kiosk.report(Report::Judged(approvable()));
    kiosk.happen(Event::Approve);
    kiosk.stands_in("closing");
    assert!(kiosk.after(59 * SECOND).is_empty());
    kiosk.after(SECOND);
    let unknown = matches!(kiosk.flow.state(), State::OutOfService(Outage::Unknown));
    assert!(unknown, "it may still be signed and written");
    kiosk.report(Report::Ended(ended(refusal())));
    kiosk.stands_in("ended");
}

#[test]
fn an_outage_ends_by_itself_and_nothing_of_the_case_stays() {
    let mut kiosk = Kiosk::alone_at_camera(None);
    let case = kiosk.flow.case();
    kiosk.report(Report::Outage(Outage::Control));
    kiosk.stands_in("out-of-service");
    assert!(matches!(kiosk.after(Timings::UNATTENDED.outcome).as_slice(), [Effect::Wipe]));
    kiosk.stands_in("attract");
    assert_ne!(kiosk.flow.case(), case);
    assert_eq!(kiosk.flow.language(), kiosk::text::Language::Bokmaal);
    let mut kiosk = Kiosk::judging(None);
    kiosk.report(Report::Outage(Outage::Control));
    kiosk.after(Timings::ATTENDED.outcome);
    kiosk.stands_in("idle");
    assert!(matches!(kiosk.after(Timings::ATTENDED.sign_out).as_slice(), [Effect::Wipe, Effect::Lock]));
}

#[test]
fn an_outage_that_lasts_is_left_by_nobody_but_the_officers_key() {
    for outage in [Outage::Networks("fetch them".into()), Outage::Stopped] {
        let mut kiosk = Kiosk::judging(None);
        kiosk.happen(Event::Work(kiosk::flow::CaseNumber(999), Report::Outage(outage)));
        for event in [Event::Continue, Event::Cancel] {
            assert!(kiosk.happen(event).is_empty());
        }
        let effects = kiosk.after(Timings::ATTENDED.sign_out);
        assert!(matches!(effects.as_slice(), [Effect::Wipe, Effect::Lock]));
        kiosk.stands_in("out-of-service");
        assert!(kiosk.after(3600 * SECOND).is_empty());
    }
}

#[test]
fn no_case_lasts_longer_than_ten_minutes_however_busy() {
    let mut kiosk = Kiosk::at_camera(Some(holder().0));
    for _ in 0..9 {
        assert!(kiosk.after(60 * SECOND).is_empty());
        kiosk.happen(Event::Activity);
    }
    assert_eq!(kiosk.flow.warning(), None, "somebody is there");
    assert_eq!(kiosk.flow.closes_in(), Some(60 * SECOND));
    kiosk.after(59 * SECOND);
    kiosk.happen(Event::Activity);
    kiosk.stands_in("face");
    assert!(matches!(kiosk.after(SECOND).as_slice(), [Effect::Wipe]));
    kiosk.stands_in("idle");
    kiosk.happen(Event::Continue);
    assert_eq!(kiosk.flow.closes_in(), None, "the next case has its own time");
}

#[test]
fn what_was_typed_stands_there_again_until_the_chip_is_read() {
    let typed = |kiosk: &Kiosk| match kiosk.flow.state() {
        State::Access(entry) => (entry.method, entry.text.text().to_owned()),
        state => panic!("{}", state.name()),
    };
    for report in [Report::CardLost, Report::ChipRefused(Reason::AccessDenied), Report::PasswordNotUsable] {
        let mut kiosk = Kiosk::reading();
        kiosk.report(report);
        assert_eq!(typed(&kiosk), (AccessMethod::Can, "123456".to_owned()));
        kiosk.happen(Event::Cancel);
        kiosk.happen(Event::Continue);
        assert_eq!(typed(&kiosk), (AccessMethod::Mrz, String::new()), "the next person types anew");
    }
    let mut kiosk = Kiosk::reading();
    kiosk.report(Report::ChipRead(None));
    assert!(!format!("{:?}", kiosk.flow).contains("AccessEntry"), "it is not needed any more");
}

#[test]
fn whatever_the_chip_does_wrong_is_signed_the_third_time_and_a_wrong_kind_of_password_never() {
    let problem = |kiosk: &Kiosk| match kiosk.flow.state() {
        State::Access(entry) => entry.problem,
        state => panic!("{}", state.name()),
    };
    for reason in [Reason::Malformed, Reason::DataGroupMissing, Reason::SecureMessagingFailed] {
        let mut kiosk = Kiosk::reading();
        for _ in 0..2 {
            kiosk.report(Report::ChipRefused(reason));
            assert_eq!(problem(&kiosk), Some(AccessProblem::Refused(reason)));
            kiosk.happen(Event::Continue);
        }
        let effects = kiosk.report(Report::ChipRefused(reason));
        assert!(matches!(effects.as_slice(), [Effect::RefuseUnread(said, _)] if *said == reason));
    }
    let mut kiosk = Kiosk::reading();
    for _ in 0..5 {
        kiosk.report(Report::PasswordNotUsable);
        assert_eq!(problem(&kiosk), Some(AccessProblem::NotUsable));
        kiosk.happen(Event::Continue);
    }
    kiosk.stands_in("reading");
}

#[test]
fn the_outcome_stays_while_somebody_is_there_and_says_when_it_goes() {
    let mut kiosk = Kiosk::alone_at_camera(None);
    kiosk.report(Report::Sees(Advice::Hold));
    kiosk.after(3 * SECOND);
    kiosk.report(Report::PictureTaken);
    kiosk.report(Report::Judged(approvable()));
    kiosk.report(Report::Ended(ended(refusal())));
    kiosk.after(39 * SECOND);
    assert_eq!(kiosk.flow.closes_in(), None);
    kiosk.after(SECOND);
    assert_eq!(kiosk.flow.closes_in(), Some(20 * SECOND));
    kiosk.happen(Event::Activity);
    kiosk.after(59 * SECOND);
    kiosk.stands_in("ended");
    kiosk.after(SECOND);
    kiosk.stands_in("attract");
}

#[test]
fn whoever_is_not_found_by_the_detector_takes_the_picture_alone_too_and_whoever_left_is_wiped() {
    let mut kiosk = Kiosk::alone_at_camera(None);
    kiosk.report(Report::Sees(Advice::NoFace));
    assert!(kiosk.happen(Event::TakePicture).is_empty());
    assert!(matches!(kiosk.after(30 * SECOND).as_slice(), [Effect::TakePicture]));
    kiosk.report(Report::PictureTaken);
    kiosk.report(Report::Judged(refused(Reason::FaceNotFound)));
    kiosk.report(Report::Sees(Advice::NoFace));
    assert!(kiosk.after(59 * SECOND).is_empty(), "an empty booth is taken once");
    assert!(kiosk.flow.may_take(), "and whoever is there may press");
    assert!(matches!(kiosk.after(SECOND).as_slice(), [Effect::Wipe]));
    kiosk.happen(Event::Typed(Typed::Method(AccessMethod::Can)));
    kiosk.stands_in("attract");
}
