//! The reference portrait: it comes only out of an authentic DG2.

use emrtd::lds::{DataGroup2, ImageFormat};

/// The holder's portrait as the issuing state signed it.
#[derive(Clone, PartialEq, Eq)]
pub struct Portrait {
    format: ImageFormat,
    image: Vec<u8>,
}

impl Portrait {
    /// The first face of DG2, whose digest must have been proven.
    pub(super) fn from_authentic(group: &DataGroup2) -> Option<Self> {
        let face = group.faces().first()?;
        Some(Self { format: face.format(), image: face.image().to_vec() })
    }

    /// How the image is compressed.
    pub fn format(&self) -> ImageFormat {
        self.format
    }

    /// The compressed image.
    pub fn image(&self) -> &[u8] {
        &self.image
    }
}

/// Never shows the image.
impl std::fmt::Debug for Portrait {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Portrait {{ {:?}, {} bytes }}", self.format, self.image.len())
    }
}
