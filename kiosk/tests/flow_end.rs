//! The end of a control in the flow: declined or failed, one control or many, and the language of the receipt.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use kiosk::flow::{Effect, Event, Flow, Kept, Mode, OfficerSays, Outage, Report, Secret, State, Timings};
use kiosk::text::Language;
use std::time::Duration;
use verifier::assurance::Unmet;
use verifier::reason::Reason;

mod attendant;
mod findings;
use attendant::{Kiosk, holder};
use findings::{approvable, refused, undecided};

fn for_one_control(kiosk: Kiosk) -> Kiosk {
    Kiosk { flow: kiosk.flow.for_one_control(), ..kiosk }
}

#[test]
fn an_ordered_control_has_no_second_one_after_it() {
    for leave in [Event::Continue, Event::Tick] {
        let mut kiosk = for_one_control(Kiosk::judging(None)).ended();
        kiosk.now += Timings::ATTENDED.outcome;
        assert!(matches!(kiosk.happen(leave).as_slice(), [Effect::Wipe]));
        kiosk.stands_in("done");
        for event in [Event::Continue, Event::Cancel, Event::Tick, Event::SignIn(Secret::new("246810"))] {
            assert!(kiosk.happen(event).is_empty());
            kiosk.stands_in("done");
        }
    }
    let mut kiosk = Kiosk::judging(None).ended();
    kiosk.happen(Event::Continue);
    kiosk.stands_in("idle");
}

#[test]
fn the_window_closes_once_the_document_is_taken_or_nobody_takes_it() {
    let over = || {
        let mut kiosk = for_one_control(Kiosk::judging(None)).ended();
        kiosk.report(Report::Document(true));
        assert!(!kiosk.flow.may_close());
        kiosk.happen(Event::Continue);
        kiosk.stands_in("done");
        assert!(kiosk.flow.document_is_to_be_taken() && !kiosk.flow.may_close());
        kiosk
    };
    let mut taken = over();
    taken.report(Report::Document(false));
    assert!(taken.flow.may_close());
    let mut left = over();
    left.after(Duration::from_secs(9));
    assert!(!left.flow.may_close());
    left.after(Duration::from_secs(1));
    assert!(left.flow.may_close());
}

#[test]
fn an_ordered_control_that_is_left_may_be_begun_again_and_one_that_failed_may_not() {
    let mut kiosk = for_one_control(Kiosk::judging(None));
    kiosk.happen(Event::Cancel);
    kiosk.stands_in("idle");
    let mut kiosk = for_one_control(Kiosk::judging(None));
    kiosk.report(Report::Outage(Outage::Writing));
    kiosk.happen(Event::Continue);
    kiosk.stands_in("done");
}

#[test]
fn the_end_of_an_ordered_control_says_what_is_kept_of_it() {
    let done = |report: Report| {
        let mut kiosk = for_one_control(Kiosk::judging(None));
        assert!(kiosk.flow.owes_result());
        kiosk.report(Report::Judged(approvable()));
        kiosk.happen(Event::Approve);
        kiosk.report(report);
        kiosk.happen(Event::Continue);
        let State::Done(kept) = kiosk.flow.state() else { panic!("{}", kiosk.flow.state().name()) };
        (*kept, kiosk.flow.owes_result())
    };
    let mut unread = attendant::ended(attendant::refusal());
    unread.kept = Kept::Result;
    assert_eq!(done(Report::Ended(attendant::ended(attendant::refusal()))), (Kept::Evidence, false));
    assert_eq!(done(Report::Ended(unread)), (Kept::Result, false));
    assert_eq!(done(Report::Outage(Outage::Writing)), (Kept::Nothing, true));
    assert_eq!(done(Report::Outage(Outage::Control)), (Kept::Nothing, true));
    assert_eq!(done(Report::Outage(Outage::Unknown)), (Kept::Unknown, true));
    assert!(!Kiosk::judging(None).flow.owes_result(), "nobody ordered one");
}

#[test]
fn the_receipt_is_in_the_holders_language_and_the_next_one_in_the_screens() {
    let mut kiosk = Kiosk::judging(None);
    kiosk.happen(Event::ReceiptLanguage(Language::English));
    assert_eq!(kiosk.flow.receipt_language(), Language::Bokmaal, "it is chosen at the review");
    kiosk.report(Report::Judged(approvable()));
    kiosk.happen(Event::ReceiptLanguage(Language::NorthernSami));
    assert_eq!(kiosk.flow.language(), Language::Bokmaal, "the screen is the officer's");
    let effects = kiosk.happen(Event::Approve);
    assert!(matches!(effects.as_slice(), [Effect::Conclude(OfficerSays::Approve, Language::NorthernSami)]));
    kiosk.report(Report::Ended(attendant::ended(attendant::refusal())));
    kiosk.happen(Event::Continue);
    assert_eq!(kiosk.flow.receipt_language(), Language::Bokmaal);
}

#[test]
fn the_receipt_of_an_unread_chip_is_in_the_persons_language() {
    let mut kiosk = Kiosk::alone_reading();
    kiosk.report(Report::ChipRefused(Reason::AccessDenied));
    for _ in 0..2 {
        kiosk.type_can();
        kiosk.happen(Event::Continue);
        let effects = kiosk.report(Report::ChipRefused(Reason::AccessDenied));
        if kiosk.flow.state().name() == "closing" {
            let [Effect::RefuseUnread(reason, language)] = effects.as_slice() else { panic!("{effects:?}") };
            assert_eq!((*reason, *language), (Reason::AccessDenied, Language::NorthernSami));
        }
    }
    kiosk.stands_in("closing");
}

#[test]
fn one_control_or_many_is_said_by_the_flow() {
    let flow = || Flow::new(Mode::Unattended, Timings::UNATTENDED, Language::Bokmaal);
    assert!(!flow().ends_after_control());
    assert!(flow().for_one_control().ends_after_control());
}

#[test]
fn an_officer_declines_what_is_proven_and_what_is_not() {
    for findings in [approvable(), undecided(Unmet::ActiveLiveness)] {
        assert!(findings.declinable());
        let mut kiosk = Kiosk::judging(None);
        kiosk.report(Report::Judged(findings));
        let effects = kiosk.happen(Event::Decline);
        assert!(matches!(effects.as_slice(), [Effect::Conclude(OfficerSays::Decline, _)]));
        kiosk.stands_in("closing");
    }
    assert!(!refused(Reason::ChipNotGenuine).declinable(), "it is refused already");
}

#[test]
fn an_outage_wipes_and_says_so() {
    for outage in [Outage::Networks("fetch them".into()), Outage::Writing, Outage::Control] {
        let (holder, portrait) = holder();
        let mut kiosk = Kiosk::judging(Some(holder));
        assert!(matches!(kiosk.report(Report::Outage(outage.clone())).as_slice(), [Effect::Wipe]));
        assert!(portrait.upgrade().is_none());
        kiosk.stands_in("out-of-service");
        kiosk.happen(Event::Continue);
        kiosk.stands_in(if matches!(outage, Outage::Networks(_)) { "out-of-service" } else { "idle" });
    }
}
