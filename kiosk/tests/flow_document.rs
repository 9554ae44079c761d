//! The document in the flow: how it is opened, whether it lies on the reader, and to whom it is shown.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use kiosk::flow::{
    AccessMethod, Advice, Effect, Event, FieldProblem, Mode, PrintedField, PrintedState, Report, Row, Secret,
    State, Status, Timings, Typed,
};
use std::time::Duration;

mod attendant;
mod findings;
use attendant::{Kiosk, ended, holder, refusal};

fn printed(kiosk: &mut Kiosk, field: PrintedField, text: &str) {
    kiosk.happen(Event::Typed(Typed::Printed(field, Secret::new(text))));
}

fn field(kiosk: &Kiosk, field: PrintedField) -> PrintedState {
    match kiosk.flow.state() {
        State::Access(entry) => entry.printed.state(field),
        state => panic!("{}", state.name()),
    }
}

#[test]
fn the_chip_is_opened_with_what_is_printed_on_the_document() {
    let mut kiosk = Kiosk::at_access();
    kiosk.happen(Event::Typed(Typed::Method(AccessMethod::Printed)));
    printed(&mut kiosk, PrintedField::DocumentNumber, "l898902c3");
    printed(&mut kiosk, PrintedField::DateOfBirth, "12.08.1974");
    printed(&mut kiosk, PrintedField::DateOfExpiry, "31.02.2036");
    let wrong = PrintedState::Wrong(FieldProblem::NoSuchDay);
    assert_eq!(field(&kiosk, PrintedField::DateOfExpiry), wrong);
    assert!(kiosk.happen(Event::Continue).is_empty(), "a day that does not exist opens nothing");
    kiosk.stands_in("access");
    printed(&mut kiosk, PrintedField::DateOfExpiry, "28.02.2036");
    assert_eq!(field(&kiosk, PrintedField::DateOfExpiry), PrintedState::Good);
    assert!(matches!(kiosk.happen(Event::Continue).as_slice(), [Effect::Read(_)]));
    kiosk.stands_in("reading");
}

#[test]
fn alone_the_printed_fields_are_not_asked_for() {
    let mut kiosk = Kiosk::new(Mode::Unattended);
    for _ in 0..3 {
        kiosk.happen(Event::Continue);
    }
    kiosk.happen(Event::Typed(Typed::Method(AccessMethod::Printed)));
    match kiosk.flow.state() {
        State::Access(entry) => assert_eq!(entry.method, AccessMethod::Mrz),
        state => panic!("{}", state.name()),
    }
}

#[test]
fn another_method_forgets_what_was_typed() {
    let mut kiosk = Kiosk::at_access();
    kiosk.happen(Event::Typed(Typed::Method(AccessMethod::Printed)));
    printed(&mut kiosk, PrintedField::DocumentNumber, "L898902C3");
    kiosk.type_can();
    match kiosk.flow.state() {
        State::Access(entry) => assert!(entry.printed.text(PrintedField::DocumentNumber).is_empty()),
        state => panic!("{}", state.name()),
    }
}

#[test]
fn alone_nothing_of_the_document_is_shown_before_the_end_and_an_officer_sees_it() {
    let (shown, portrait) = holder();
    let mut kiosk = Kiosk::alone_reading();
    kiosk.report(Report::Found(Row::Signature, Status::Proven("UT".into())));
    kiosk.report(Report::ChipRead(Some(shown)));
    for state in ["reading", "face", "judging", "closing", "ended"] {
        kiosk.stands_in(state);
        assert!(kiosk.flow.state().holder().is_none(), "{state}");
        assert!(portrait.upgrade().is_none(), "the portrait is held in {state}");
        match state {
            "reading" => kiosk.happen(Event::Continue),
            "face" => {
                kiosk.report(Report::Sees(Advice::Hold));
                kiosk.after(Duration::from_secs(3));
                kiosk.report(Report::PictureTaken)
            }
            "judging" => kiosk.report(Report::Judged(findings::approvable())),
            _ => kiosk.report(Report::Ended(ended(refusal()))),
        };
    }
    let attended = Kiosk::judging(Some(holder().0));
    assert!(attended.flow.state().holder().is_some());
}

#[test]
fn what_lies_on_the_reader_is_known_in_every_state_and_case() {
    let mut kiosk = Kiosk::signed_in();
    assert_eq!(kiosk.flow.document(), None);
    let earlier = kiosk.flow.case();
    kiosk.report(Report::Document(true));
    kiosk.happen(Event::Continue);
    kiosk.happen(Event::Cancel);
    assert_eq!(kiosk.flow.document(), Some(true), "the reader is not wiped");
    kiosk.happen(Event::Work(earlier, Report::Document(false)));
    assert_eq!(kiosk.flow.document(), Some(false), "what lies there is no matter of a case");
}

#[test]
fn a_document_that_is_taken_while_it_is_read_is_asked_for_again() {
    let mut kiosk = Kiosk::reading();
    kiosk.report(Report::Document(true));
    kiosk.report(Report::CardLost);
    kiosk.report(Report::Document(false));
    kiosk.stands_in("access");
    assert_eq!(kiosk.flow.document(), Some(false));
    let mut kiosk = Kiosk::at_camera(None);
    kiosk.report(Report::Document(false));
    kiosk.stands_in("face");
}

#[test]
fn a_document_is_to_be_taken_until_it_is_gone() {
    let mut kiosk = Kiosk::judging(None).ended();
    assert!(!kiosk.flow.document_is_to_be_taken());
    kiosk.report(Report::Document(true));
    assert!(kiosk.flow.document_is_to_be_taken());
    kiosk.happen(Event::Continue);
    kiosk.stands_in("idle");
    assert!(kiosk.flow.document_is_to_be_taken(), "it still lies there");
    kiosk.report(Report::Document(false));
    assert!(!kiosk.flow.document_is_to_be_taken());
    kiosk.report(Report::Document(true));
    assert!(!kiosk.flow.document_is_to_be_taken(), "this is the next person's");
}

#[test]
fn whoever_walks_away_from_the_booth_is_reminded_of_the_document() {
    let mut kiosk = Kiosk::alone_at_camera(None);
    kiosk.report(Report::Document(true));
    assert!(!kiosk.flow.document_is_to_be_taken());
    kiosk.after(Timings::UNATTENDED.idle);
    kiosk.stands_in("attract");
    assert!(kiosk.flow.document_is_to_be_taken());
    let mut kiosk = Kiosk::new(Mode::Unattended);
    kiosk.report(Report::Document(true));
    assert!(!kiosk.flow.document_is_to_be_taken(), "no control was about it");
    kiosk.happen(Event::Continue);
    kiosk.happen(Event::Cancel);
    assert!(!kiosk.flow.document_is_to_be_taken());
}
