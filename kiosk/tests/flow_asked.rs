//! While it is asked whether the case is to be left, nothing goes on by itself and nothing is signed.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use kiosk::flow::{Advice, Effect, Event, Report};
use std::time::Duration;
use verifier::reason::Reason;

mod attendant;
mod findings;
use attendant::Kiosk;
use findings::approvable;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn the_question_stops_the_count_down_and_its_answer_lets_it_go_on() {
    let mut kiosk = Kiosk::alone_at_camera(None);
    kiosk.report(Report::Sees(Advice::Hold));
    kiosk.happen(Event::Asked(true));
    assert!(kiosk.after(20 * SECOND).is_empty());
    kiosk.stands_in("face");
    kiosk.happen(Event::Asked(false));
    assert!(matches!(kiosk.after(SECOND).as_slice(), [Effect::TakePicture]));
}

#[test]
fn what_is_judged_under_the_question_is_not_signed_before_it_is_answered() {
    let judging = || {
        let mut kiosk = Kiosk::alone_at_camera(None);
        kiosk.report(Report::Sees(Advice::Hold));
        kiosk.after(3 * SECOND);
        kiosk.happen(Event::Asked(true));
        kiosk.report(Report::PictureTaken);
        assert!(kiosk.report(Report::Judged(approvable())).is_empty());
        kiosk.stands_in("judging");
        kiosk
    };
    let mut stays = judging();
    assert!(matches!(stays.happen(Event::Asked(false)).as_slice(), [Effect::Conclude(..)]));
    stays.stands_in("closing");
    let mut leaves = judging();
    assert!(matches!(leaves.happen(Event::Cancel).as_slice(), [Effect::Wipe]));
    leaves.stands_in("attract");
    assert!(leaves.happen(Event::Asked(false)).is_empty(), "nothing is left to be signed");
    let mut nobody = judging();
    assert!(matches!(nobody.after(3600 * SECOND).as_slice(), [Effect::Wipe]), "it times out all the same");
}

#[test]
fn a_third_refusal_of_the_chip_waits_for_the_answer_too() {
    let mut kiosk = Kiosk::alone_reading();
    for _ in 0..2 {
        kiosk.report(Report::ChipRefused(Reason::AccessDenied));
        kiosk.happen(Event::Continue);
    }
    kiosk.happen(Event::Asked(true));
    assert!(kiosk.report(Report::ChipRefused(Reason::AccessDenied)).is_empty());
    kiosk.stands_in("reading");
    let effects = kiosk.happen(Event::Asked(false));
    assert!(matches!(effects.as_slice(), [Effect::RefuseUnread(Reason::AccessDenied, _)]));
}

#[test]
fn what_was_read_waits_for_the_answer_before_the_camera_opens() {
    let mut kiosk = Kiosk::reading();
    kiosk.report(Report::ChipRead(None));
    kiosk.happen(Event::Asked(true));
    assert!(kiosk.after(10 * SECOND).is_empty());
    kiosk.happen(Event::Asked(false));
    assert!(matches!(kiosk.after(SECOND).as_slice(), [Effect::OpenCamera]));
}
