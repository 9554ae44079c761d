//! A document that is taken away at any command and put back is read on where it stopped; another one is refused.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use capture::{Card, CardError, ReadError, Reading, read_chip, read_chip_put_back};
use emrtd::crypto::Cipher;
use emrtd::domain_parameters::{Curve, DomainParameters};
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::record::ChipRecord;
use emrtd::security_info::PaceMapping;
use emrtd::session::{ReadPlan, SessionError};
use emrtd_simulator::{
    Access, ActiveAuthenticationKey, IssueOptions, PaceParameters, SimulatedChip, Specimen,
};
use std::cell::{Cell, RefCell};
use support::*;

type Outcome = Result<Reading, ReadError<SessionError>>;

/// A chip that is taken away before the answer to a command, counted from zero over all that lie on the reader.
struct Held<'a> {
    chip: SimulatedChip,
    taken: &'a [usize],
    line: &'a Line,
    longest: u32,
    gone: bool,
}

/// What went over the line.
#[derive(Default)]
struct Line {
    sent: Cell<usize>,
    bytes: RefCell<Vec<usize>>,
}

impl Card for Held<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        let number = self.line.sent.get();
        self.gone |= self.taken.contains(&number);
        if self.gone {
            self.line.sent.set(number + 1);
            return Err(CardError::Lost);
        }
        let answer = self.chip.respond(command);
        self.line.sent.set(number + 1);
        self.line.bytes.borrow_mut().push(command.len() + answer.len());
        Ok(answer)
    }

    fn maximum_response(&self) -> u32 {
        self.longest
    }
}

/// Reads the first document, taken away at these commands, and goes on with the others in order.
fn over(documents: &[&Specimen], taken: &[usize], longest: u32) -> (Outcome, Line) {
    let line = Line::default();
    let mut others = documents.iter().skip(1).chain(std::iter::repeat(documents.last().unwrap()));
    let held = |specimen: &Specimen| -> Box<dyn Card + '_> {
        Box::new(Held { chip: chip(specimen), taken, line: &line, longest, gone: false })
    };
    let plan = ReadPlan { maximum_response: longest, ..plan(mrz(documents[0])) };
    let outcome =
        read_chip_put_back(held(documents[0]), plan, &mut |_| (), &mut || others.next().map(|one| held(one)));
    (outcome, line)
}

fn documents() -> [Specimen; 3] {
    let active = Some(ActiveAuthenticationKey::Ecdsa(Curve::P256));
    let mapping = PaceParameters {
        mapping: PaceMapping::EcdhCam,
        cipher: Cipher::Aes128,
        domain: DomainParameters::Ec(Curve::P256),
    };
    let options = |access| IssueOptions { access, active_authentication: active, ..IssueOptions::default() };
    [Access::Bac, Access::Pace(PaceParameters::default()), Access::Pace(mapping)]
        .map(|access| issued(&options(access)))
}

/// What does not differ from session to session: all that was read, and what was used.
fn lasting(record: &ChipRecord) -> (&std::collections::BTreeMap<ElementaryFile, Vec<u8>>, &str) {
    (&record.files, &record.access.used)
}

fn length(record: &ChipRecord, file: ElementaryFile) -> usize {
    record.file(file).map_or(0, <[u8]>::len)
}

#[test]
fn a_document_put_back_after_any_command_is_read_on() {
    for longest in [ReadPlan::SHORT_RESPONSE, ReadPlan::LONGEST_RESPONSE] {
        for document in documents() {
            let (whole, line) = over(&[&document], &[], longest);
            let whole = whole.unwrap();
            let (commands, bytes) = (line.sent.get(), line.bytes.borrow().iter().sum::<usize>());
            for at in 0..commands {
                let (outcome, line) = over(&[&document], &[at], longest);
                let reading = outcome.unwrap_or_else(|error| panic!("command {at}: {error}"));
                assert_eq!(lasting(&reading.record), lasting(&whole.record), "command {at}");
                assert_eq!(judged(&reading.record), Ok(()), "command {at}");
                assert!(reading.record.active_authentication.is_some());
                assert_eq!(reading.put_back, 1);
                let more = line.bytes.borrow().iter().sum::<usize>().saturating_sub(bytes);
                assert!(more <= again(&whole, longest, &document), "command {at}: {more} bytes more");
            }
        }
    }
}

/// What may go over the line again: gaining access, the proofs of the chip, EF.COM and EF.SOD by which it is recognised,
/// EF.CardSecurity, and one block.
fn again(whole: &Reading, longest: u32, document: &Specimen) -> usize {
    let steps = &whole.record.reading.as_ref().unwrap().steps;
    let protocols = ["EF.CardAccess", "PACE", "BAC", "Chip Authentication", "Active Authentication"];
    let authentication = steps.iter().filter(|step| protocols.contains(&step.step.as_str()));
    let authentication: u64 = authentication.map(|step| step.bytes).sum();
    let recognised = [ElementaryFile::Com, ElementaryFile::Sod, ElementaryFile::CardSecurity];
    let recognised: usize = recognised.into_iter().map(|file| length(&whole.record, file)).sum();
    let largest = document.files().values().map(Vec::len).max().unwrap();
    let block = if longest > 256 { largest } else { 256 };
    // A quarter is for secure messaging around the short blocks of EF.SOD and EF.CardSecurity.
    usize::try_from(authentication).unwrap() + recognised * 5 / 4 + block + 500
}

#[test]
fn a_document_may_be_taken_away_again_and_again_but_not_without_end() {
    let [_, document, _] = documents();
    let (whole, line) = over(&[&document], &[], ReadPlan::SHORT_RESPONSE);
    let commands = line.sent.get();
    let (twice, _) = over(&[&document], &[commands / 2, commands], ReadPlan::SHORT_RESPONSE);
    let twice = twice.unwrap();
    assert_eq!(lasting(&twice.record), lasting(&whole.unwrap().record));
    assert_eq!(twice.put_back, 2);
    let always: Vec<usize> = (0..10_000).filter(|number| number % 5 == 4).collect();
    let (outcome, line) = over(&[&document], &always, ReadPlan::SHORT_RESPONSE);
    assert!(matches!(outcome, Err(ReadError::Exchange(_))));
    assert!(line.sent.get() <= 9 * 5, "{}", line.sent.get());
}

#[test]
fn nobody_puts_it_back() {
    let [document, _, _] = documents();
    let line = Line::default();
    let taken = [20];
    let held =
        Box::new(Held { chip: chip(&document), taken: &taken, line: &line, longest: 256, gone: false });
    let outcome = read_chip_put_back(held, plan(mrz(&document)), &mut |_| (), &mut || None);
    assert!(matches!(outcome, Err(ReadError::Exchange(_))));
}

/// With another zone it does not open; with the same zone, as a forger would write it, EF.SOD is another.
#[test]
fn another_document_is_refused_for_that_and_nothing_of_it_is_taken() {
    for access in [Access::Bac, Access::Pace(PaceParameters::default())] {
        let options = IssueOptions { access, ..IssueOptions::default() };
        let document = issued(&options);
        let reissued = issued(&options);
        let stranger = issued(&IssueOptions { document_number: "X12345678".into(), ..options.clone() });
        let mut refused = 0;
        let (_, line) = over(&[&document], &[], ReadPlan::SHORT_RESPONSE);
        let commands = line.sent.get();
        for at in 0..commands {
            for other in [&reissued, &stranger] {
                match over(&[&document, other], &[at], ReadPlan::SHORT_RESPONSE).0 {
                    Err(ReadError::Protocol(SessionError::AnotherDocument)) => refused += 1,
                    // Before EF.SOD was read nothing is kept, and the document that lies there is read.
                    Err(ReadError::Protocol(SessionError::AccessDenied(_))) => assert!(at < commands / 2),
                    Err(error) => panic!("command {at}: {error}"),
                    Ok(reading) => {
                        assert_eq!(&reading.record.files, other.files(), "command {at}");
                    }
                }
            }
        }
        assert!(refused > commands / 2, "{refused} of {commands}");
    }
}

/// A clone carries the same EF.SOD: it is recognised, and its chip is the one that must prove itself.
#[test]
fn a_clone_put_back_proves_nothing() {
    let [_, document, _] = documents();
    let clone = document.clone_without_keys();
    let (_, line) = over(&[&document], &[], ReadPlan::SHORT_RESPONSE);
    let (outcome, _) = over(&[&document, &clone], &[line.sent.get() - 1], ReadPlan::SHORT_RESPONSE);
    let record = outcome.unwrap().record;
    assert!(judged(&record).is_err());
    // Half a file of the document and half a file of a forgery never make a file of the document.
    let mut forgery = document.clone();
    let face = ElementaryFile::DataGroup(DataGroup::DG2);
    // The header stays, so that as many bytes are read of either.
    forgery.files_mut().get_mut(&face).unwrap()[8..].reverse();
    let (genuine, forged) = (&document.files()[&face], &forgery.files()[&face]);
    let mut pieces = Vec::new();
    for at in 0..line.sent.get() {
        let (outcome, _) = over(&[&document, &forgery], &[at], ReadPlan::SHORT_RESPONSE);
        let record = outcome.unwrap_or_else(|error| panic!("command {at}: {error}")).record;
        let read = record.file(face).unwrap();
        // What was read before it was taken away is the document's, all after it the forgery's.
        let of_document = read.iter().zip(genuine).take_while(|(read, genuine)| read == genuine).count();
        assert_eq!(read.len(), genuine.len(), "command {at}");
        assert!(read[of_document..] == forged[of_document..], "command {at}");
        pieces.push(of_document);
    }
    assert!(pieces.is_sorted(), "{pieces:?}");
    let [first, .., last] = pieces[..] else { panic!("{pieces:?}") };
    assert!(first < 16 && genuine.len() - last <= 256, "{first} to {last} of {}", genuine.len());
}

/// A control that was itself interrupted begins anew: reading a chip keeps nothing for the next reading.
#[test]
fn another_reading_begins_anew() {
    let [document, _, _] = documents();
    let mut first = Watched::new(chip(&document));
    read_chip(&mut first, plan(mrz(&document)), &mut |_| ()).unwrap();
    let mut second = Watched::new(chip(&document));
    read_chip(&mut second, plan(mrz(&document)), &mut |_| ()).unwrap();
    assert_eq!(first.commands.len(), second.commands.len());
}

/// Put back on a reader that takes short answers only, it is asked for no longer ones.
#[test]
fn a_document_put_back_on_another_reader_is_read_within_its_limits() {
    struct Short<'a>(Held<'a>);
    impl Card for Short<'_> {
        fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
            let extended = command.len() > 5 && command[4] == 0;
            if extended { Err(CardError::Reader) } else { self.0.transmit(command) }
        }
    }
    let [_, document, _] = documents();
    let longest = ReadPlan::LONGEST_RESPONSE;
    let (whole, line) = over(&[&document], &[], longest);
    let taken = [line.sent.get() / 2];
    let line = Line::default();
    let held = || Held { chip: chip(&document), taken: &taken, line: &line, longest, gone: false };
    let plan = ReadPlan { maximum_response: longest, ..plan(mrz(&document)) };
    let mut put_back = || Some(Box::new(Short(held())) as Box<dyn Card>);
    let reading = read_chip_put_back(Box::new(held()), plan, &mut |_| (), &mut put_back).unwrap();
    assert_eq!(reading.put_back, 1);
    assert_eq!(lasting(&reading.record), lasting(&whole.unwrap().record));
}
