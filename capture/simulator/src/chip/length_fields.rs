//! Which length fields a chip takes, and what it says of them in EF.ATR/INFO, ISO/IEC 7816-4 §12.7.1.

use emrtd::apdu::CommandApdu;
use emrtd::tlv;

/// The length fields a chip takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LengthFields {
    /// Short ones alone; there is no EF.ATR/INFO.
    Short,
    /// Extended ones, with answers of at most this many bytes; short answers are always possible.
    Extended(u16),
    /// A faulty chip: EF.ATR/INFO announces extended length fields, but a command with one is refused.
    OnlyAnnounced,
    /// A faulty chip: the same, and a command with an extended length field ends the session, in the clear.
    EndSession,
}

impl LengthFields {
    /// EF.ATR/INFO.
    pub(super) fn announcement(self) -> Vec<u8> {
        let longest = match self {
            Self::Short => return Vec::new(),
            Self::Extended(longest) => longest,
            Self::OnlyAnnounced | Self::EndSession => u16::MAX,
        };
        let limit = |bytes: u16| tlv::encode(0x02, &[&[0], &bytes.to_be_bytes()[..]].concat());
        tlv::encode_all(0x7F66, &[&limit(longest), &limit(longest)])
    }

    pub(super) fn takes(self, command: &CommandApdu) -> bool {
        matches!(self, Self::Extended(_)) || !command.needs_extended()
    }

    /// The longest data field of an answer.
    pub(super) fn longest_answer(self) -> usize {
        match self {
            Self::Extended(longest) => usize::from(longest.saturating_sub(2)).max(256),
            Self::Short | Self::OnlyAnnounced | Self::EndSession => 256,
        }
    }
}
