//! The person as the proven document shows them.

use std::fmt;

/// The holder as the issuing state signed it.
#[derive(Clone)]
pub struct Holder {
    /// Given names and surname.
    pub name: String,
    /// The date of birth, as the machine readable zone has it.
    pub date_of_birth: String,
    /// The last day of validity.
    pub date_of_expiry: String,
    /// The document number.
    pub document_number: String,
    /// The issuing state, two letters.
    pub issuing_state: String,
    /// The portrait, where it could be decoded.
    pub portrait: Option<std::sync::Arc<Photo>>,
}

/// Never shows the holder.
impl fmt::Debug for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Holder")
    }
}

/// A picture to be shown: red, green and blue, row by row from the top.
#[derive(Clone, PartialEq, Eq)]
pub struct Photo {
    /// Pixels in a row.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// The pixels.
    pub rgb: Vec<u8>,
}

/// Never shows what is in the picture.
impl fmt::Debug for Photo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Photo {{ {} × {} }}", self.width, self.height)
    }
}

impl Drop for Photo {
    /// The pixels do not outlive the picture.
    fn drop(&mut self) {
        zeroize::Zeroize::zeroize(&mut self.rgb);
    }
}
