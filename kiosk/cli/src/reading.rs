//! Reading a chip for a command: what opens it, what is read, and progress on a terminal.

use crate::arguments::AccessArguments;
use crate::outcome::{Failure, failure};
use crate::scanning;
use capture::transport::wait_until_put_back;
use capture::{ReadError, Reading};
use emrtd::file::DataGroup;
use emrtd::mrz::Mrz;
use emrtd::password::{Can, MrzKey, Password};
use emrtd::session::{ReadPlan, Selection, SessionError, Stage};
use indicatif::{ProgressBar, ProgressStyle};
use ring::rand::{SecureRandom, SystemRandom};
use serde::Serialize;
use std::io::IsTerminal;
use std::time::Duration;
use verifier::reason::Reason;
use verifier::session_end;

/// How long a document that was taken away is waited for.
const PUT_BACK_WITHIN: Duration = Duration::from_secs(30);

/// How much of the chip is read.
pub enum Extent {
    /// What a control needs.
    Needed,
    /// Every file the chip lets be read.
    Everything,
}

/// How a chip session ended.
pub enum ReadOutcome {
    /// The record was read.
    Read(Box<Reading>),
    /// The chip, or what stands between, refused.
    Refused(Reason),
}

/// What opens the chip and what is read from it.
pub fn plan(access: &AccessArguments, extent: Extent) -> Result<ReadPlan, Failure> {
    let mut challenge = [0u8; 8];
    SystemRandom::new().fill(&mut challenge).map_err(|_| failure("no random numbers"))?;
    let data_groups = match extent {
        Extent::Needed => {
            Selection::Only(vec![DataGroup::DG1, DataGroup::DG2, DataGroup::DG14, DataGroup::DG15])
        }
        Extent::Everything => Selection::Everything,
    };
    let maximum_response = ReadPlan::LONGEST_RESPONSE;
    Ok(ReadPlan { password: password(access)?, data_groups, challenge, maximum_response, terminal: None })
}

fn password(access: &AccessArguments) -> Result<Password, Failure> {
    if let Some(lines) = &access.mrz {
        let mrz = Mrz::parse(lines).map_err(|error| Failure::new(format!("--mrz: {error}")))?;
        return mrz.key().map(Password::Mrz).map_err(|error| Failure::new(format!("--mrz: {error}")));
    }
    if let Some(image) = &access.mrz_image {
        return scanning::opening_zone(image)?.key().map(Password::Mrz).map_err(failure);
    }
    match (&access.document_number, &access.birth, &access.expiry, &access.can) {
        (Some(number), Some(birth), Some(expiry), _) => {
            MrzKey::new(number, birth, expiry).map(Password::Mrz).map_err(failure)
        }
        (_, _, _, Some(can)) => Can::new(can).map(Password::Can).map_err(failure),
        _ => Err(Failure::new(
            "what opens the chip is missing: --mrz, --mrz-image, --document-number or --can",
        )),
    }
}

/// Reads the chip. When standard error is a terminal progress is shown, and a document that is taken away may be put back;
/// without one nobody may be there to do so.
pub fn read(reader: &str, plan: ReadPlan) -> Result<ReadOutcome, Failure> {
    let card = capture::open(reader).map_err(|error| Failure::new(format!("{reader}: {error}")))?;
    let progress = ProgressBar::new_spinner();
    progress.set_style(ProgressStyle::with_template("{spinner} {msg}").map_err(failure)?);
    let mut tell = |stage: &Stage| {
        progress.set_message(format!("reading the chip: {stage}"));
        progress.tick();
    };
    let mut put_back = || {
        if !std::io::stderr().is_terminal() {
            return None;
        }
        let seconds = PUT_BACK_WITHIN.as_secs();
        progress.suspend(|| eprintln!("the document was taken away: put it back within {seconds} seconds"));
        wait_until_put_back(reader, PUT_BACK_WITHIN, &mut || true)
    };
    let outcome = capture::read_chip_put_back(card, plan, &mut tell, &mut put_back);
    progress.finish_and_clear();
    outcome.map(|reading| ReadOutcome::Read(Box::new(reading))).or_else(not_read)
}

/// What the chip did wrong is a refusal, and anything else no control at all.
fn not_read(error: ReadError<SessionError>) -> Result<ReadOutcome, Failure> {
    let reason = match &error {
        ReadError::Exchange(error) => error.answer_fault().map(session_end::reason_of_answers),
        ReadError::Protocol(error) => session_end::reason(error),
        _ => None,
    };
    reason.map(ReadOutcome::Refused).ok_or_else(|| failure(error))
}

/// How much was sent and how long it took.
#[derive(Serialize)]
pub struct Figures {
    apdus: u32,
    bytes: u64,
    milliseconds: u64,
    /// On a modelled air; no member where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    simulated_milliseconds: Option<u64>,
}

impl Figures {
    /// The figures of a reading.
    pub fn of(reading: &Reading) -> Self {
        let Reading { apdus, bytes, milliseconds, simulated, .. } = reading;
        let simulated = simulated.map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX));
        Self { apdus: *apdus, bytes: *bytes, milliseconds: *milliseconds, simulated_milliseconds: simulated }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use capture::{CardError, ExchangeError};
    use emrtd::apdu::ApduError;

    #[test]
    fn nonsense_from_the_chip_is_refused_and_a_lifted_document_is_not() {
        for (nonsense, reason) in [
            (ExchangeError::Endless, Reason::AnswerEndless),
            (ExchangeError::Apdu(ApduError::Malformed), Reason::AnswerMalformed),
            (CardError::TooSlow.into(), Reason::ChipTooSlow),
        ] {
            let outcome = not_read(ReadError::Exchange(nonsense));
            assert!(matches!(outcome, Ok(ReadOutcome::Refused(told)) if told == reason));
        }
        for ours in [ExchangeError::Apdu(ApduError::TooLong), CardError::Lost.into()] {
            assert!(not_read(ReadError::Exchange(ours)).is_err());
        }
    }
}
