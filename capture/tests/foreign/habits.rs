//! What chips do differently where the standards leave it open, or in spite of them.

/// The ways of a chip.
#[derive(Clone, Copy)]
pub struct Habits {
    /// What SELECT of the master file is answered.
    pub master_file: u16,
    /// What SELECT of EF.CardAccess is answered where there is none.
    pub no_card_access: u16,
    /// The only P2 with which the application can be selected.
    pub application_p2: Option<u8>,
    /// SELECT is answered with control information, whatever P2 says.
    pub control_information: bool,
    /// Every answer must be fetched with GET RESPONSE.
    pub fetched: bool,
    /// Where a file ends before Le the right one is named (6Cxx), and nothing given.
    pub right_length: bool,
    /// What stands behind a short answer at the end of a file.
    pub end_of_file: u16,
    /// The bytes of a file given at once.
    pub most: usize,
    /// A longer Le is refused with 6700.
    pub longest_le: usize,
    /// READ BINARY with odd instruction.
    pub odd: bool,
    /// Length fields are longer than they need be.
    pub long_lengths: bool,
    /// Bytes behind the end of each file.
    pub padding: usize,
}

impl Default for Habits {
    fn default() -> Self {
        Self {
            master_file: 0x9000,
            no_card_access: 0x6A82,
            application_p2: None,
            control_information: false,
            fetched: false,
            right_length: false,
            end_of_file: 0x6282,
            most: 256,
            longest_le: 256,
            odd: true,
            long_lengths: false,
            padding: 0,
        }
    }
}
