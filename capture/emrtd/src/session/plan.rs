//! The read plan: what opens the chip, what is read, and the challenge it must sign.

use crate::apdu;
use crate::chip::terminal_authentication::TerminalCredentials;
use crate::file::DataGroup;
use crate::password::Password;

/// What a session does.
#[derive(Debug, Clone)]
pub struct ReadPlan {
    /// What opens the chip.
    pub password: Password,
    /// Which data groups are read; EF.COM and EF.SOD always are.
    pub data_groups: Selection,
    /// RND.IFD of Active Authentication: fresh, and the caller's own. A chip that is opened anew after this was sent, as when
    /// the document was taken away, signs another one, of the session's randomness; the transcript names the one signed.
    pub challenge: [u8; 8],
    /// The longest data field of an answer that the reader takes. More than [`Self::SHORT_RESPONSE`] lets the session use
    /// extended length as far as the chip's EF.ATR/INFO allows it.
    pub maximum_response: u32,
    /// What the terminal authenticates itself with where fingerprints or irises (DG3, DG4) are among the data groups.
    pub terminal: Option<TerminalCredentials>,
}

impl ReadPlan {
    /// What every reader takes.
    pub const SHORT_RESPONSE: u32 = apdu::SHORT_RESPONSE;
    /// What an answer of extended length can hold.
    pub const LONGEST_RESPONSE: u32 = apdu::LONGEST_RESPONSE;
}

/// Which data groups are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// Every one that EF.COM or EF.SOD lists and the chip lets read, fingerprints and irises (DG3, DG4) apart.
    All,
    /// The same, and what the card says of itself in the master file: EF.ATR/INFO and EF.DIR.
    Everything,
    /// These, as far as the chip has them.
    Only(Vec<DataGroup>),
}
