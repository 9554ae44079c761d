//! Command and response APDUs, ISO/IEC 7816-3 §12 and 7816-4 §5.

mod chain;
mod command;
mod error;
mod fault;
mod response;
mod status;

pub use command::CommandApdu;
pub use error::ApduError;
pub use fault::AnswerFault;
pub use response::{LONGEST_RESPONSE, ResponseApdu, SHORT_RESPONSE, follow_up};
pub use status::{StatusPattern, StatusWord};
