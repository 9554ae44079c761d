//! A chip with faults of the field: what it does otherwise, by the quirk's name.

use super::active_authentication::{SignatureFormat, Signing};
use super::card::SimulatedChip;
use super::file_system::Current;
use super::length_fields::LengthFields;
use super::refusal::Refusal;
use emrtd::apdu::{CommandApdu, ResponseApdu, StatusWord};
use emrtd::file::ElementaryFile;
use emrtd::quirk::Quirk;
use emrtd::tlv::Reader;

/// SELECT and MANAGE SECURITY ENVIRONMENT.
const WITHOUT_LE: [u8; 2] = [0xA4, 0x22];
/// EF.DIR and EF.ATR/INFO.
const OF_MASTER_FILE: [&[u8]; 2] = [&[0x2F, 0x00], &[0x2F, 0x01]];
/// Lc and P1-P2 do not fit each other.
const WRONG_PARAMETER_LENGTH: Refusal = Refusal(StatusWord(0x6A87));
/// The state of non-volatile memory has changed, or the file has no end yet.
const WARNING: StatusWord = StatusWord(0x6282);
/// What a chip gives at once that gives less than its length fields say.
const LEAST_AT_ONCE: usize = 192;
/// What is left of a cut signature.
const CUT_SIGNATURE: usize = 256;

impl SimulatedChip {
    /// The faults that are those of a part of the chip.
    pub(super) fn with_faulty_parts(mut self) -> Self {
        if self.has(Quirk::LongAnswersRefused) {
            self.files.refuse_more_than(LEAST_AT_ONCE, StatusWord(0x6700));
        }
        if self.has(Quirk::EcdsaZeroPrefixed) {
            let format = SignatureFormat::PlainWithZeros;
            self = self.with_signing(Signing { format, ..Signing::default() });
        }
        match self.has(Quirk::ExtendedLengthEndsSession) {
            true => self.with_length_fields(LengthFields::EndSession),
            false => self,
        }
    }

    pub(super) fn has(&self, quirk: Quirk) -> bool {
        self.quirks.contains(&quirk)
    }

    /// Why the chip refuses a command that others carry out.
    pub(super) fn refuses(&self, command: &CommandApdu, granted: bool) -> Option<Refusal> {
        let le = WITHOUT_LE.contains(&command.instruction) && command.expected.is_some();
        if self.has(Quirk::LeOnSelectRefused) && le {
            return Some(Refusal::WRONG_LENGTH);
        }
        let pace = (command.instruction, command.p1, command.p2) == (0x22, 0xC1, 0xA4);
        if self.has(Quirk::ParameterReferenceDemanded) && pace && !names_parameters(&command.data) {
            return Some(WRONG_PARAMETER_LENGTH);
        }
        let closed = command.instruction == 0xA4 && OF_MASTER_FILE.contains(&command.data.as_slice());
        if self.has(Quirk::MasterFileClosedBeforeAccess) && closed && !granted {
            return Some(Refusal::SECURITY_STATUS_NOT_SATISFIED);
        }
        None
    }

    /// What the chip makes of the right answer.
    pub(super) fn distorted(&self, command: &CommandApdu, mut answer: ResponseApdu) -> ResponseApdu {
        let card_access = self.files.current() == Some(Current::File(ElementaryFile::CardAccess));
        let reads = [0xA4, 0xB0].contains(&command.instruction);
        if self.has(Quirk::CardAccessWithWarning) && card_access && reads {
            answer.status = WARNING;
        }
        if command.instruction == 0x88 && command.expected == Some(65_536) {
            let cut = match () {
                () if self.has(Quirk::ActiveAuthenticationEmpty) => 0,
                () if self.has(Quirk::ActiveAuthenticationTruncated) => CUT_SIGNATURE,
                () => usize::MAX,
            };
            answer.data.truncate(cut);
        }
        answer
    }

    /// The refusal in the clear with which the chip ends the session.
    pub(super) fn ends_session(&self, plain: &CommandApdu) -> Option<Refusal> {
        let longest = plain.instruction == 0xB0 && plain.expected.is_some_and(|expected| expected >= 256);
        (self.has(Quirk::LongestLeAnsweredWrongOffset) && longest).then_some(Refusal::WRONG_OFFSET)
    }
}

/// DO'84' stands in MSE:Set AT.
fn names_parameters(data: &[u8]) -> bool {
    let mut objects = Reader::new(data);
    std::iter::from_fn(|| objects.next_object().ok().flatten()).any(|object| object.tag == 0x84)
}
