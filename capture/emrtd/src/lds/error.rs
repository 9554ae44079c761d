//! Why bytes are not the file they should be.

use crate::mrz::MrzError;
use crate::tlv::TlvError;
use thiserror::Error;

/// Why a file of the chip cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum LdsError {
    /// The data objects are not those of this file.
    #[error("not a file of the logical data structure: {0}")]
    Structure(#[from] TlvError),
    /// DG1 holds no machine readable zone.
    #[error("no machine readable zone in DG1: {0}")]
    Mrz(#[from] MrzError),
    /// A text is not of its character set.
    #[error("a text of the file is not readable")]
    Text,
    /// The tag list names what no data group has.
    #[error("the tag list names an unknown data group")]
    TagList,
    /// A data object that may stand there once stands there twice.
    #[error("a data object of the file is repeated")]
    Repeated,
    /// The file states another number of objects than it holds.
    #[error("the file holds another number of objects than it states")]
    Count,
    /// A date is none of the calendar.
    #[error("a date of the file is not readable")]
    Date,
    /// The face record does not follow ISO/IEC 19794-5.
    #[error("not a face record of ISO/IEC 19794-5")]
    FaceRecord,
    /// The finger record does not follow ISO/IEC 19794-4.
    #[error("not a finger image record of ISO/IEC 19794-4")]
    FingerRecord,
    /// The iris record does not follow ISO/IEC 19794-6.
    #[error("not an iris image record of ISO/IEC 19794-6")]
    IrisRecord,
    /// The biometric data block does not follow its part of ISO/IEC 39794.
    #[error("not a biometric data block of ISO/IEC 39794")]
    BiometricBlock,
    /// The image is in no format that its data group may have.
    #[error("an image of the file is in an unknown format")]
    ImageFormat,
}
