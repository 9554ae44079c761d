//! Reading the chip, and what is proven of it as soon as it is read.

use super::worker::CurrentCase;
use super::{Inputs, Post, holder, journal};
use crate::flow::{CaseNumber, Holder, Outage, Report, Row, Status};
use capture::transport::wait_until_put_back;
use capture::{Card, CardError, ReadError};
use emrtd::file::{DataGroup, ElementaryFile};
use emrtd::password::Password;
use emrtd::record::ChipRecord;
use emrtd::session::{ReadPlan, Selection, SessionError, Stage};
use ring::rand::{SecureRandom, SystemRandom};
use std::time::Duration;
use time::OffsetDateTime;
use verifier::genuineness::{self, ChipOutcome, ChipProtocol, ChipReport};
use verifier::passive::{self, AuthenticDocument, PassiveReport};
use verifier::{access, reason::Reason, session_end};

/// How long a document that was taken away is waited for.
const PUT_BACK_WITHIN: Duration = Duration::from_secs(20);

/// A card that is left as soon as its case is no longer the current one.
struct CaseCard<'a> {
    card: Box<dyn Card>,
    current: &'a CurrentCase,
    case: CaseNumber,
    latency: Duration,
}

impl Card for CaseCard<'_> {
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, CardError> {
        if !self.current.is(self.case) {
            return Err(CardError::Lost);
        }
        std::thread::sleep(self.latency);
        self.card.transmit(command)
    }

    fn maximum_response(&self) -> u32 {
        self.card.maximum_response()
    }
}

/// Reads the chip; a report says why where it cannot be.
pub(super) fn read(
    inputs: &Inputs,
    password: Password,
    (case, current): (CaseNumber, &CurrentCase),
    post: &Post,
) -> Result<ChipRecord, Report> {
    let card = capture::open(&inputs.reader).map_err(|error| {
        journal::note("reader", &error);
        Report::CardLost
    })?;
    let of_case =
        |card| -> Box<dyn Card + '_> { Box::new(CaseCard { card, current, case, latency: inputs.latency }) };
    let mut challenge = [0u8; 8];
    SystemRandom::new().fill(&mut challenge).map_err(|_| Report::Outage(Outage::Control))?;
    let plan = plan(password, challenge);
    let mut tell = |stage: &Stage| post.post(case, Report::Stage(*stage));
    let mut put_back = || {
        post.post(case, Report::TakenAway);
        wait_until_put_back(&inputs.reader, PUT_BACK_WITHIN, &mut || current.is(case)).map(of_case)
    };
    let reading = capture::read_chip_put_back(of_case(card), plan, &mut tell, &mut put_back);
    reading.map(|reading| reading.record).map_err(|error| {
        journal::note("chip", &error);
        why(&error)
    })
}

/// What is read, in answers as long as the reader and the chip have them.
fn plan(password: Password, challenge: [u8; 8]) -> ReadPlan {
    let groups = vec![DataGroup::DG1, DataGroup::DG2, DataGroup::DG14, DataGroup::DG15];
    let maximum_response = ReadPlan::LONGEST_RESPONSE;
    ReadPlan { password, data_groups: Selection::Only(groups), challenge, maximum_response, terminal: None }
}

/// A session that ended by the chip's fault is a reason to refuse; a document that was lifted is none.
fn why(error: &ReadError<SessionError>) -> Report {
    match error {
        ReadError::Protocol(SessionError::PasswordNotUsable) => Report::PasswordNotUsable,
        ReadError::Protocol(SessionError::Library) => Report::Outage(Outage::Control),
        ReadError::Protocol(error) => {
            session_end::reason(error).map_or(Report::CardLost, Report::ChipRefused)
        }
        ReadError::Exchange(error) => {
            let fault = error.answer_fault().map(session_end::reason_of_answers);
            fault.map_or(Report::CardLost, Report::ChipRefused)
        }
        _ => Report::CardLost,
    }
}

/// Proves what can be proven without a face; each finding is posted as soon as it is made, after the reading.
pub(super) fn prove(inputs: &Inputs, record: &ChipRecord, at: OffsetDateTime, post: impl Fn(Report)) {
    let find = |row, status| post(Report::Found(row, status));
    let files: Vec<String> = record.files.keys().map(ElementaryFile::to_string).collect();
    find(Row::Files, Status::Done(files.join(", ")));
    find(Row::ChipProof, challenge(record));
    let outcome = passive::authenticate(record, &inputs.trust, &inputs.policy.demands().algorithms, at);
    let (report, document) = match &outcome {
        Ok(document) => (document.report(), Some(document)),
        Err(refusal) => (refusal.report(), None),
    };
    find(Row::Access, access_status(document, record));
    find(Row::Signature, signature(report));
    let chip = match &outcome {
        Ok(document) => genuineness::authenticate(document, record).report(),
        Err(refusal) => genuineness::disprove(refusal, record),
    };
    find(Row::Genuineness, genuineness_status(&chip));
    find(Row::Validity, validity(document, at));
    let holder: Option<Box<Holder>> = document.map(|document| Box::new(holder::of(document, at)));
    post(Report::ChipRead(holder));
}

fn challenge(record: &ChipRecord) -> Status {
    let chip = record.chip_authentication.as_ref().map(|_| protocol(ChipProtocol::ChipAuthentication));
    let active = record.active_authentication.as_ref().map(|_| protocol(ChipProtocol::ActiveAuthentication));
    let mapping = record.access.pace_chip_authentication.as_ref();
    let mapping = mapping.map(|_| protocol(ChipProtocol::PaceChipAuthenticationMapping));
    let run: Vec<&str> = chip.into_iter().chain(active).chain(mapping).collect();
    if run.is_empty() { Status::Open(String::new()) } else { Status::Done(run.join(", ")) }
}

fn protocol(protocol: ChipProtocol) -> &'static str {
    match protocol {
        ChipProtocol::ChipAuthentication => "Chip Authentication",
        ChipProtocol::ActiveAuthentication => "Active Authentication",
        ChipProtocol::PaceChipAuthenticationMapping => "PACE Chip Authentication Mapping",
    }
}

fn access_status(document: Option<&AuthenticDocument>, record: &ChipRecord) -> Status {
    let report = access::assess(document, record);
    match (report.strictly().is_empty(), document) {
        (false, _) => Status::Refused(codes(&report.strictly())),
        (true, Some(_)) => Status::Proven(report.used),
        // What the chip offers is not known before its document is proven.
        (true, None) => Status::Done(report.used),
    }
}

fn codes<'r>(reasons: impl IntoIterator<Item = &'r Reason>) -> String {
    reasons.into_iter().map(|reason| reason.code()).collect::<Vec<_>>().join(", ")
}

fn signature(report: &PassiveReport) -> Status {
    if !report.reasons.is_empty() {
        return Status::Refused(codes(&report.reasons));
    }
    let state = report.issuing_state.as_deref().unwrap_or_default();
    let algorithms = &report.algorithms;
    Status::Proven(format!("{state}, {}, {}", algorithms.signature, algorithms.key))
}

fn genuineness_status(report: &ChipReport) -> Status {
    match report.verdict {
        ChipOutcome::Genuine => {
            let proven: Vec<&str> = report.protocols.iter().copied().map(protocol).collect();
            Status::Proven(proven.join(", "))
        }
        ChipOutcome::Refused => Status::Refused(codes(&report.reasons)),
        ChipOutcome::NotOffered | ChipOutcome::NotChecked => Status::Open(String::new()),
    }
}

fn validity(document: Option<&AuthenticDocument>, at: OffsetDateTime) -> Status {
    match document.and_then(AuthenticDocument::date_of_expiry) {
        Some(expiry) if expiry < at.date() => Status::Refused(expiry.to_string()),
        Some(expiry) => Status::Proven(expiry.to_string()),
        None => Status::Open(String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use emrtd::apdu::{ApduError, StatusWord};
    use emrtd::password::Can;

    /// A reader that takes long answers.
    struct Long;

    impl Card for Long {
        fn transmit(&mut self, _: &[u8]) -> Result<Vec<u8>, CardError> {
            Err(CardError::Lost)
        }

        fn maximum_response(&self) -> u32 {
            4096
        }
    }

    #[test]
    fn answers_are_as_long_as_the_reader_takes_them() {
        let current = CurrentCase::default();
        let case = CaseNumber::default();
        let card = CaseCard { card: Box::new(Long), current: &current, case, latency: Duration::ZERO };
        assert_eq!(card.maximum_response(), 4096);
        let plan = plan(Password::Can(Can::new("123456").unwrap()), [0; 8]);
        assert_eq!(plan.maximum_response, ReadPlan::LONGEST_RESPONSE);
    }

    #[test]
    fn what_the_chip_does_wrong_is_a_reason_and_a_lifted_document_is_none() {
        let ended = |error| why(&ReadError::Protocol(error));
        let denied = ended(SessionError::AccessDenied(StatusWord(0x6300)));
        assert!(matches!(denied, Report::ChipRefused(Reason::AccessDenied)));
        let foreign = ended(SessionError::NotATravelDocument(StatusWord(0x6A82)));
        assert!(matches!(foreign, Report::ChipRefused(Reason::Malformed)));
        let malformed = ended(SessionError::MalformedFile(ElementaryFile::Sod));
        assert!(matches!(malformed, Report::ChipRefused(Reason::Malformed)));
        assert!(matches!(ended(SessionError::PasswordNotUsable), Report::PasswordNotUsable));
        assert!(matches!(ended(SessionError::Library), Report::Outage(Outage::Control)));
        let lifted = ReadError::Exchange(capture::ExchangeError::from(CardError::Lost));
        assert!(matches!(why(&lifted), Report::CardLost));
        for (nonsense, reason) in [
            (capture::ExchangeError::Endless, Reason::AnswerEndless),
            (capture::ExchangeError::Apdu(ApduError::Malformed), Reason::AnswerMalformed),
            (CardError::TooSlow.into(), Reason::ChipTooSlow),
        ] {
            let why = why(&ReadError::Exchange(nonsense));
            assert!(matches!(why, Report::ChipRefused(told) if told == reason), "{why:?}");
        }
    }
}
